import builtLightTerms from './light-terms.built.ts';

/** Particles and verb endings that are removed from Korean words before a search, longest first. */
export const endings: readonly string[] = listOf(`
  에서 에서는 에서도 에서의 에서만 에게 에게는 에게도 한테 한테는 한테도 한테서 와는 와의 과는 과의 에만 로의 까지의 부터의 만은 만이 만을 이라도 라도 짜리 씩 쯤 에는 에도 으로 으로는 으로도 로는 까지 까지는 부터 부터는 이나 이란 이라는 라는 처럼 보다 마다 밖에 이랑 하고 만큼 께서 은 는 이 가 을 를 의 에
  로 와 과 도 만 나 랑 란 야 이라고 라고 은요 는요 까지요

  하려면 하러 하면 하는 하기 하나 하지 하여 하다 하려고 하고자 할 한 해 했을 했는데 해도 해야 해서 했다 합니다 하나요 할까 할까요 한가요 해줘 해주세요 되는 되면 된 될 됩니다 되나
  되나요 되었다 돼 돼요 인가 인가요 이고 이며 이면 인데 입니까 입니다 이에요 예요 일까 일까요 인지
`).sort((a, b) => b.length - a.length);

/** Words that mark a question and say nothing about its topic. */
export const questionWords: ReadonlySet<string> = new Set([
  ...listOf(`
    무엇 무엇인가요 무슨 뭐 뭐라고 뭐로 뭘로 뭘 뭐가 뭔 데 뭔가요 뭐예요 뭐야 어떤 어떻게 어때 언제 어디 어느 누구 누가 왜 얼마 얼마나 며칠 몇 몇번 몇개 몇대 대 개 있나 있나요 있는지 있습니까 있어 있어요 있을까
    있을까요 있는 있다 없나요 없는 되나 되나요 됩니까 될까 될까요 되는지 되는 돼요 하나 하나요 합니까 하는지 할까요 하면 하려면 해야 해도 하는 할 한 수 것 거 게 건 때 경우 좀 더
    및 또는 그리고 대해 대한 대해서 관해 관한 관련 가능 가능한 가능한가요 인가요 인지 알려 알려줘 알려주세요 알고 싶어 싶어요 싶습니다 궁금 궁금해요 궁금합니다 찾아 찾아줘 보여줘
    보여주세요 주세요 줘 저 저는 제가 내가 나 우리 남은 남았나요 남았어요
    번 회 명 시 몇시 몇일 몇명 몇회 몇주 일주일 한달 얼마까지 언제까지 그럼 근데 혹시 그냥 가장 제일 아직 이제 너무 많이 조금 또 정말 대략 보통
    해 해요 하죠 달라고 달라는데 달래요 어떡해 어떡해요 어떡하죠
    안 안돼 안돼요 안되요 안됩니다 안되는데 안되나요 안됨 못 못해요 못하나요 때문
    되요 되냐 되여 됨 돼여 됐나요 하냐 함 해야됨 있음 없음 있을까여 뭐임 언제임 얼마임 어디임 누구임 며칠임 몇일임 어케 어캐 어떻해 어떡하지 어떻게하나요
    안녕하세요 감사합니다 고맙습니다 부탁드립니다 부탁드려요 부탁해요 여쭤봅니다 문의드립니다 질문이요 질문있습니다 죄송한데 실례지만 한명당 인당 아시는 아는 분 분들 계신가요 계실까요
    어디서 어디다 어디에다 어디에서 누구한테 같은데 같은데요 같아요 건가요 거예요 거에요 거죠 건지 걸까요 하죠 하지 되죠 되지 될지 할지 하려고 하려는데
  `),
  ...listOf(`
    a an the is are was were am be been do does did can could may might must should would will shall i me my
    we our you your this that what when where which who whom whose why how many much any some to of in on at
    for from by with and or if there have has had need want please tell show find about into s t left long
    often happens per not while another come get got they them their so as being hi hello hey thanks thank sorry anyone
    know let just ok okay m ve re ll d don doesn isn aren didn im us he she it its his her him
    wants wanted asks asked asking says said tell told too very also still even really only because
    able supposed going gonna wanna whats ever already yet instead something anything someone every each without
  `),
]);

/** Terms that are too common in questions and texts to distinguish them. */
export const lightTerms: ReadonlySet<string> = new Set(builtLightTerms.split(' '));

function listOf(words: string): string[] {
  return words.trim().split(/\s+/);
}
