import type { itemStatuses } from '../inventory/item.ts';
import type { Priority, Status } from '../tickets/ticket.ts';

// Words for values in other systems and Korean spreadsheets, separated by commas. Case, spaces and hyphens are ignored.

type Words<Value extends string> = Readonly<Record<Value, string>>;

/** In stock, low and out of stock are all `available`, because the quantity tells the difference. */
const itemStatusWords: Words<(typeof itemStatuses)[number]> = {
  available:
    'in stock,low stock,out of stock,stocked,on hand,ready,ready to deploy,deployable,ready for use,usable,normal,good,ok,new,spare,idle,stock,active,storage,in storage,in store,requestable,' +
    '사용가능,사용 가능함,가용,정상,양호,재고 있음,재고있음,재고,보유,보유중,입고,입고완료,대기,유휴,신품,미사용,예비,예비품,보관,보관중,미지급,반납,반납완료,재고 부족,부족,품절,재고 없음',
  reserved:
    'assigned,allocated,on hold,hold,in use,deployed,checked out,on loan,loaned,lent,issued,booked,in transit,on order,pending,pending install,' +
    '예약,예약됨,예약중,배정,배정됨,할당,대여,대여중,사용중,사용,지급,지급완료,입고예정,발주,발주중,출고,불출,운용중,운영중,가동중,임대중',
  in_repair:
    'repair,repairing,under repair,maintenance,in maintenance,under maintenance,being repaired,out for repair,service,broken,defective,faulty,damaged,out for diagnostics,' +
    '수리,수리중,수리 필요,정비,정비중,점검,점검중,유지보수,고장,불량,파손,AS중,A/S중,수리대기,수리의뢰,수선중',
  discontinued:
    'retired,disposed,disposal,obsolete,archived,end of life,eol,scrapped,decommissioned,written off,sold,inactive,consumed,broken not fixable,lost stolen,' +
    '단종,단종됨,폐기,폐기됨,폐기예정,폐기완료,불용,처분,매각,사용중지,사용종료,폐기대기,폐기대상,불용품',
};

const priorityWords: Words<Priority> = {
  low: 'lowest,minor,trivial,p4,p5,4 - low,5 - planning,planning,낮음,낮은,가장 낮음,매우 낮음,최하,하,여유',
  medium:
    'med,normal,no priority,none,not set,moderate,standard,p3,3 - moderate,3 - medium,보통,중간,중,일반,없음,미정,미지정,normal priority',
  high: 'major,important,p2,2 - high,높음,높은,상,중요',
  critical:
    'urgent,highest,blocker,emergency,immediate,p0,p1,1 - critical,긴급,즉시,시급,매우 높음,가장 높음,최고,심각,최상,최우선,치명,치명적',
};

const ticketStatusWords: Words<Status> = {
  open: 'new,to do,todo,backlog,triage,reopened,submitted,created,unassigned,not started,selected for development,ready,시작 전,진행 전,예정,접수,접수됨,접수대기,신규,열림,대기,대기중,미처리,등록,할 일,해야 할 일,미해결,오픈',
  in_progress:
    'in progress,work in progress,working on it,doing,stuck,wip,started,active,assigned,pending,waiting,waiting on customer,waiting for customer,waiting on third party,waiting for support,' +
    'awaiting user info,awaiting vendor,awaiting requester,awaiting customer,waiting for approval,pending approval,blocked,on hold,hold,in review,under review,in development,in test,testing,escalated,진행,진행중,진행 중,처리중,작업중,조치중,확인중,보류,보류중,지원 대기 중,고객 대기 중,승인 대기 중,답변 대기,에스컬레이션됨,의견,피드백,feedback,검토중,배정,배정됨,결재중,승인 대기',
  resolved: 'solved,done,fixed,completed,complete,해결,해결됨,해결완료,완료,완료됨,처리완료,조치완료',
  closed:
    'closed complete,closed incomplete,closed skipped,canceled,cancelled,rejected,declined,duplicate,wont do,wont fix,deleted,' +
    '종료,종료됨,종결,닫힘,마감,취소,취소됨,반려,반려됨,중복,보관됨',
};

/** By kind and field, the value of each word. */
export const valueWords = {
  inventory: { status: byWord(itemStatusWords) },
  tickets: { priority: byWord(priorityWords), status: byWord(ticketStatusWords) },
  policies: {
    language: byWord({ ko: 'ko-kr,korean,한국어,국문', en: 'en-us,en-gb,english,영어,영문' }),
  },
} satisfies Record<string, Record<string, ReadonlyMap<string, string>>>;

function byWord(words: Words<string>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(words).flatMap(([value, list]) =>
      [value, ...list.split(',')].map((word) => [compact(word), value] as const),
    ),
  );
}

/** A name or value for comparison: only letters and digits; case and character width are ignored. */
export function compact(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
