import { compact } from './value-words.ts';

// Names of columns in other systems and Korean spreadsheets. If two columns match a field, the earlier name in its list
// wins.

const inventory = {
  item_id:
    'item_id,asset tag,asset id,asset number,asset no,inventory number,inventory no,asset code,item number,item no,item code,sku,product code,part number,part no,' +
    '자산번호,자산코드,자산ID,관리번호,물품관리번호,품목코드,품목번호,품번,물품번호,물품코드,제품코드,제품번호,상품코드,장비번호,자재번호,자재코드,' +
    'material,material number,code,id,코드,number,no,nr,번호,연번,순번,seq',
  name:
    'name,item name,product name,asset name,item,product,asset,display name,device name,computer name,host name,title,material description,' +
    '품명,품목명,제품명,상품명,물품,물품명,비품,비품명,자재,집기,장비,기기,기자재명,집기명,자산명,장비명,기기명,장치명,컴퓨터명,자재명,자재내역,이름,명칭,품목,제품,상품,model name,model,모델명,모델,' +
    'software name,software,application name,license name,license,소프트웨어명,소프트웨어,SW명,프로그램명,라이선스명,라이선스,라이센스명,description',
  category:
    'category,item category,asset category,product category,asset type,item type,product type,asset type name,type,types,class,model category,group,material group,material type,' +
    '카테고리,분류,품목분류,자산분류,대분류,종류,품종,유형,자산유형,자재그룹,자재유형,구분,license type,라이선스유형,라이선스종류,자산계정,계정과목',
  // Appended to the name, to distinguish items of the same name. Used as the name when there is no other.
  model: '모델번호,model number,model no,기종,specification,specifications,spec,규격,사양,제품규격',
  // The remaining quantity, which people ask for, comes before the total that is owned.
  quantity:
    'remaining,remaining quantity,quantity remaining,remaining qty,qty remaining,remaining stock,available quantity,quantity available,available qty,qty available,available stock,available seats,seats available,available licenses,licenses available,remaining seats,remaining licenses,available,avail,' +
    '잔여수량,잔여재고,잔여개수,잔여대수,잔여,잔여량,잔량,남은수량,남은개수,남은재고,가용재고,가용재고수량,가용수량,가용대수,가용,사용가능수량,잔여라이선스,잔여라이선스수,' +
    'quantity,qty,quantity on hand,qty on hand,on hand,in stock,stock on hand,stock quantity,stock,unrestricted,unrestricted stock,count,units,' +
    '수량,보유,재고수량,재고량,현재고,현재고량,현재수량,현재재고,보유수량,보유량,재고,개수,대수,' +
    'license count,licenses,number of licenses,seats,total seats,total licenses,purchased licenses,licenses purchased,' +
    '라이선스수량,라이센스수량,라이선스수,라이센스수,라이선스개수,보유라이선스,보유라이선스수,구매수량,구입수량,취득수량,계약수량,총수량',
  location:
    'location,locations,storage location,stock location,default location,site,warehouse,place,where,stockroom,plant,ip location,loc,room,office,building,' +
    '위치,보관,저장위치,창고위치,현위치,배치장소,보관위치,보관장소,설치위치,설치장소,사용장소,비치장소,장소,보관처,창고,소재지,플랜트,창고명,위치명,장소명,건물,건물명,사업장,사업장명,지점,지점명,지사,bin,floor,room number,room no,zone,rack,shelf,비치위치,배치위치,사용위치,현재위치,위치정보,비치처,설치처,층,층수,호실,구역,랙,선반',
  status:
    'status,item status,asset status,stock status,install status,state,state name,asset state,' +
    '상태,자산상태,재고상태,품목상태,사용상태,상태값',
  last_updated:
    'last_updated,last update,last update time,updated,updated at,update date,updated on,sys_updated_on,last modified,modified,modified at,stock date,as of,last seen,last inventory,last audit,date,' +
    '최종수정일,최종수정일시,최종변경일,최종변경일시,최종갱신일,수정일,수정일자,수정일시,갱신일,갱신일자,업데이트,업데이트일,변경일,기준일,재고기준일,조사일,실사일,실사일자,점검일,점검일자,최종점검일,최종확인일,일자,날짜',
  unit_price:
    'unit_price,unit cost,price,cost,purchase cost,purchase price,단가,구매단가,구입단가,가격,구매가,구매가격,구입가,구입가격,취득가,취득가액,취득단가',
  currency: 'currency,currency code,통화',
  department:
    'department,dept,owning department,managed by department,team,division,business unit,부서,부서명,관리부서,담당부서,사용부서,운용부서,소유부서,소속,소속부서,팀',
};

const tickets = {
  ticket_id:
    'ticket_id,issue key,key,task id,ticket number,ticket no,ticket,case number,incident number,request number,' +
    '티켓번호,티켓ID,접수번호,문의번호,요청번호,이슈키,이슈번호,처리번호,관리번호,이슈 키,업무번호,문서번호,키,item id,card id,number,id,no,issue id,번호',
  title:
    'subject,title,summary,short description,short_description,headline,제목,요약,건명,메일제목,티켓제목,요청제목,문의제목,문서제목,업무명,task name,card name,name,이름',
  body: 'body,notes,description,details,detail,content,text,message,내용,본문,설명,상세,상세내용,요청내용,문의내용,증상,card description,message body,plain body,메일본문,메시지,요청사항,문의사항,불편사항,건의사항,문제내용,장애내용,고장내용,고장증상,이슈내용,상세설명,자세한내용,의뢰내용,작업내용,문의하실내용,요청하실내용',
  priority: 'priority,ticket priority,urgency,severity,우선순위,중요도,긴급도,심각도',
  status:
    'status,state,ticket status,incident state,section column,상태,진행상태,처리상태,진행상황,업무상태,결재상태,list name',
  created_by:
    'created_by,reporter,requester,requested by,requested for,caller,caller_id,opened by,opened_by,creator,author,submitter,reported by,contact,full name,requester name,requester email,user,' +
    '작성자,요청자,신청자,보고자,등록자,접수자,문의자,요청인,신청인,생성자,저자,기안자,제출자,이메일주소,email address,' +
    'from address,sender address,sender email,from email,from,sender,from name,sender name,보낸사람주소,보낸사람,보낸이,발신자,발신인,보낸사람이름,이메일,email,메일,메일주소,전자메일,성명,신청자명,요청자명,문의자명,작성자명',
  assigned_to:
    'assigned_to,assignee,assignees,assigned agent,agent,owner,담당자,처리자,담당,배정자,처리담당자',
  created_at:
    'created_at,created,created time,created date,created on,date created,creation date,opened,opened at,opened_at,sys_created_on,requested,requested at,submitted at,' +
    '생성일,생성일시,생성시간,등록일,등록일자,등록일시,작성일,작성일자,작성일시,접수일,접수일자,접수일시,요청일,요청일자,요청일시,신청일,신청일자,만든날짜,만듦,등록,기안일,기안일시,타임스탬프,timestamp,' +
    'sent,sent at,date sent,sent date,received,received at,date received,received date,received time,보낸날짜,받은날짜,보낸시간,받은시간,보낸시각,받은시각,발신일,발신일시,수신일,수신일시,제출일시,응답일시,문의일,문의일시,date,일시,날짜,start time,시작시간',
  updated_at:
    'updated_at,updated,last updated,last update,last update time,last modified,modified,modified at,sys_updated_on,date updated,' +
    '수정일,수정일시,변경일,변경일시,갱신일,갱신일시,최종수정일,업데이트,업데이트일,업데이트일시,최종편집일시,last edited time,변경됨,업데이트됨,last updated time,last modified time,updated time,updated date',
  version: 'version',
};

const policies = {
  doc_id: 'doc_id,document id,slug,id,문서번호,문서ID',
  title: 'title,name,subject,제목,문서명,규정명',
  tags: 'tags,tag,keywords,labels,categories,category,태그,키워드,분류',
  last_updated:
    'last_updated,last updated,updated,updated at,last edited,last edited time,last edited at,last modified,last modified at,modified,modified at,date modified,lastmod,revised,effective date,date,created,created at,created time,' +
    '최종수정일,최종수정,최종편집일시,최종편집,수정일,개정일,시행일,갱신일,작성일,생성일,날짜',
  language: 'language,lang,locale,언어',
  author: 'author,authors,owner,created by,creator,last edited by,modified by,작성자,담당자,책임자,소유자',
  department: 'department,dept,team,division,space,부서,담당부서,소관부서,주관부서,팀',
  also: 'also,aliases,alias,synonyms,별칭,동의어',
};

const columnNames = { inventory, tickets, policies } satisfies Record<string, Record<string, string>>;

export type Kind = keyof typeof columnNames;

export interface RecognizedName {
  readonly field: string;
  /** The position of the name in the list of its field. */
  readonly rank: number;
}

const byName: Readonly<Record<Kind, ReadonlyMap<string, RecognizedName>>> = {
  inventory: index(inventory),
  tickets: index(tickets),
  policies: index(policies),
};

function index(names: Record<string, string>): Map<string, RecognizedName> {
  const found = new Map<string, RecognizedName>();
  for (const [field, list] of Object.entries(names)) {
    for (const [rank, name] of list.split(',').entries()) {
      if (!found.has(compact(name))) found.set(compact(name), { field, rank });
    }
  }
  return found;
}

export function fieldsOf(kind: Kind): string[] {
  return Object.keys(columnNames[kind]);
}

/** The field of a column's name; in `수량 (EA)` and `품명 / Item`, one part is enough. */
export function recognizeName(kind: Kind, name: string): RecognizedName | undefined {
  if (name.trim() === '#') return byName[kind].get('no');
  const parts = [name, name.replace(/[([（].*$/s, ''), ...name.split(/[/|\n()[\]（）]+/)];
  for (const part of parts) {
    const found = byName[kind].get(compact(part));
    if (found) return found;
  }
  return kind === 'inventory' && isPlaceColumn(name) ? { field: 'location', rank: lastRank } : undefined;
}

const lastRank = 1_000;

/** Matches further location columns of an item, such as 모니터 비치 위치. */
function isPlaceColumn(name: string): boolean {
  return /(?:위치|장소)$/.test(compact(name)) && !/이전|원래|반납|수령|구매|납품|ip/i.test(name);
}

/** A field whose known name is part of this one; reliable enough only for a proposal. */
export function guessName(kind: Kind, name: string): string | undefined {
  const written = compact(name);
  const inside = [...byName[kind]].filter(([known]) => known.length > 1 && written.includes(known));
  return inside.sort(([a], [b]) => b.length - a.length)[0]?.[1].field;
}
