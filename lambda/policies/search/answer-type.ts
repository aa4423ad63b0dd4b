import { englishStem } from '../../text/english-stem.ts';

/** Kinds of answers: patterns for the questions that ask for one, and for the sentences that contain one. */
const types: readonly { readonly question: RegExp; readonly answer: RegExp }[] = [
  {
    question:
      /며칠|몇\s?(?:일|주|개월|달|년|시간|분)(?!에)|기간|얼마나\s?(?:오래|걸)|얼마\s?만에|얼마\s?동안|얼마마다|how (?:long|many (?:days|weeks|months|years|hours))/i,
    answer:
      /\d\s?(?:영업일|일|주|개월|달|년|시간|분)|이틀|사흘|나흘|닷새|열흘|보름|반나절|(?:한|두|석|세|넉|네|여섯) ?(?:달|해|주|시간)|\d(?:-| )?(?:business |working |calendar )?(?:days?|weeks?|months?|years?|hours?|minutes?)|매일|하루|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:\w+ )?(?:days?|weeks?|months?|years?|hours?|minutes?)/i,
  },
  {
    question:
      /돈(?:을|은|도)?\s?(?:주|줘|나오|나와|받)|얼마(?!나\s?(?:오래|걸|자주)|\s?(?:만에|동안|마다|마다))|금액|한도|비용이|(?:몇|\d)\s?(?:[백천]?만\s?)?원|\d million|how much|\b(?:limit|cap|maximum)\b/i,
    answer: /\d\s?(?:만\s?)?원|만\s?원|(?:KRW|USD|₩|\$)\s?\d|\d\s?%|\d (?:won|dollars)/i,
  },
  {
    question: /몇\s?시|언제|시간(?:은|이|대)|what time|when/i,
    answer:
      /\d{1,2}:\d\d|\d\s?시(?!간)|\d\s?(?:일|개월|주)|매월|매주|매년|요일|\d (?:days?|weeks?|a\.?m|p\.?m)|(?:mon|tues|wednes|thurs|fri|satur|sun)day/i,
  },
  {
    question: /누가|누구|누굴|어느\s?(?:부서|팀)|담당|who\b|whom/i,
    answer:
      /팀장|본부장|대표|책임자|담당|팀(?:이|에|은|의|에서)|부서|\b(?:lead|manager|head|team|officer|director|CFO|CEO|support)\b/i,
  },
  {
    question: /몇\s?(?:번|회|대|개|명|자|과목)|how (?:many|often)|얼마나\s?자주/i,
    answer:
      /\d\s?(?:번|회|대|개|명|자|과목)|\d\s?(?:times?|characters?|devices?|people|courses)|once|twice|every/i,
  },
  {
    question: /(?:일\s?주일|한?\s?주)에|주\s?몇|주당|a week|per week|weekly/i,
    answer: /주\s?\d|매주|일주일|(?:a|per|each|every) week/i,
  },
  {
    question: /(?:한\s?달|월)에|월\s?몇|매월|a month|monthly/i,
    answer: /월\s?\d|매월|달에|(?:a|per|each|every) month/i,
  },
  {
    question: /(?:일\s?년|한\s?해|1년)에|연간|a year|yearly/i,
    answer: /연\s?\d|연간|매년|해마다|(?:a|per|each|every) year/i,
  },
  {
    question: /전화|연락처|번호가|내선|phone number|extension|contact/i,
    answer: /내선|전화|\d{3,4}|extension|@/i,
  },
  {
    question: /어디(?:로|서|에|다)|어디\b|where/i,
    answer: /층|데스크|실에|본사|에서|floor|desk|office|room|@|#/i,
  },
];

/**
 * The factor for a sentence with the requested kind of answer; a larger one would favour sentences for their numbers
 * alone.
 */
const bonus = 1.35;
const mostBonus = 1.5;

/** The weight of a sentence as an answer to a question, from 1 to 1.5. */
export function answerBonus(query: string): (sentence: string) => number {
  const answers = types.filter(({ question }) => question.test(query)).map(({ answer }) => answer);
  answers.push(...countedUnit(query));
  return (sentence) => {
    const matches = answers.filter((answer) => answer.test(sentence)).length;
    return matches === 0 ? 1 : Math.min(mostBonus, bonus + 0.1 * (matches - 1));
  };
}

/** 몇 점 and 몇 군데 ask for a number with the same unit, "how many interviewers" for a number before the same noun. */
function countedUnit(query: string): RegExp[] {
  const unit = /몇\s?([가-힣]{1,2})/u.exec(query)?.[1];
  if (unit) {
    const written = otherUnits[unit] ?? unit.replace(/(?<=.)[은는이가을를에로나]$/u, '');
    return [new RegExp(`(?:\\d|[한두세네]|다섯|여섯)\\s?(?:${written})`, 'u')];
  }
  const noun = /how many ([a-z]{4,})/i.exec(query)?.[1];
  if (!noun) return [];
  return [
    new RegExp(
      `(?:\\d|\\b(?:one|two|three|four|five|six|seven|ten|twelve)) (?:\\w+ )?${englishStem(noun)}`,
      'i',
    ),
  ];
}

const otherUnits: Readonly<Record<string, string>> = {
  군데: '곳|군데|개사',
  퍼센: '%|퍼센트|프로',
  프로: '%|퍼센트|프로',
  살: '살|세',
  킬로: 'km|kg|킬로',
  사람: '명|사람|인',
  명: '명|사람|인',
  자리: '자리|자|글자',
  글자: '글자|자리|자',
};
