/**
 * Sentences of the import as English and Korean templates. `{}` stands for a value from the file, in the same order in
 * both; `{2}` for the second value, `{#}` for a number.
 */
const templates: readonly (readonly [english: string, korean: string])[] = [
  // Found values
  ['nothing', '값 없음'],
  ['{} fields here and {} on line {}', '여기에 칸 {}개, {3}번째 줄에 {2}개'],
  ['{#} fields', '칸 {}개'],
  ['a quote that is never closed', '닫히지 않은 따옴표'],
  ['no header', '머리글 없음'],
  ['no column {} among {}', '열 {} 없음(있는 열: {})'],
  ['the column {} twice', '열 {}이(가) 두 번'],
  ['the columns {} and {} for {}', '{3}에 해당하는 열 {1}와(과) {2}'],
  ['the columns {} for {}', '{2}에 해당하는 열 {1}'],
  ['{}, a ticket that was filed in this table', '{}, 이 테이블에서 등록한 티켓'],
  ['{}, which has no digits', '{}, 숫자 없음'],
  ['bad JSON ({})', '잘못된 JSON({})'],
  ['a JSON array of other values', '객체가 아닌 값의 JSON 배열'],
  ['no row with synonyms', '동의어가 있는 행 없음'],
  ['{#} rows', '행 {}개'],
  ['front matter without an end', '끝나지 않은 프런트 매터'],
  ['YAML that is not plain', '단순한 형식이 아닌 YAML'],
  ['no fields', '필드 없음'],
  ['bad YAML ({})', '잘못된 YAML({})'],
  ['no .md or .txt file among {}', '.md, .txt 파일 없음(있는 파일: {})'],
  ['no .md or .txt file', '.md, .txt 파일 없음'],
  ['an empty workbook', '빈 통합 문서'],
  ['the sheets {}', '시트 {}'],
  ["a workbook that can't be opened ({})", '열 수 없는 통합 문서({})'],
  ['a ZIP file or a workbook', 'ZIP 파일 또는 통합 문서'],
  [
    'a workbook of old Excel (.xls), or one with a password',
    '옛 Excel 통합 문서(.xls) 또는 암호가 걸린 통합 문서',
  ],
  ['a PDF', 'PDF'],
  ['nothing there', '파일 없음'],
  ['a folder', '폴더'],
  ['a file', '파일'],
  ['no right to read it', '읽을 권한 없음'],
  ['bytes that are neither UTF-8, UTF-16 nor Korean CP949', 'UTF-8도 UTF-16도 한국어 CP949도 아닌 바이트'],
  ['another table with the columns {}', '열이 다른 또 하나의 표({})'],
  ['what came in and went out', '입고와 출고 내역'],
  ['the sum {} in the column {}', '열 {2}의 합계 {1}'],
  ['text in {}', '{}(으)로 저장된 텍스트'],

  // Expected values
  [
    '{}; "dates" in a map file says the order of day, month and year',
    '{}(연월일 순서는 매핑 파일의 "dates"로 지정)',
  ],
  ['{}; --time-zone says the zone of times without one', '{}(시간대가 없는 시각은 --time-zone으로 지정)'],
  [
    'an id of up to 64 letters, digits, dots, hyphens and underscores, such as INV-001',
    'INV-001처럼 영문자, 숫자, 점, 하이픈, 밑줄로 된 64자 이하의 ID',
  ],
  ['another id: inventory://status is the overview', '다른 ID(inventory://status는 재고 요약의 URI)'],
  ['another doc_id: policy://index is the list of all', '다른 doc_id(policy://index는 규정 목록의 URI)'],
  [
    'a doc_id of up to 50 lower-case letters, digits and hyphens, such as remote-work',
    'remote-work처럼 영문 소문자, 숫자, 하이픈으로 된 50자 이하의 doc_id',
  ],
  ['an id that line {} does not have', '{}번째 줄과 다른 ID'],
  ['an id that {} does not have', '{}와(과) 다른 ID'],
  ['an id that is not in use', '사용 중이 아닌 ID'],
  [
    'an id with up to nine digits, such as TKT-007 or HELP-12',
    'TKT-007이나 HELP-12처럼 숫자가 9자리 이하인 ID',
  ],
  [
    '{} to {} characters; --location says where the items without a place are',
    '{}~{}자의 텍스트(위치가 없는 품목의 위치는 --location으로 지정)',
  ],
  [
    '{} to {} characters; --created-by says whose the tickets without an author are',
    '{}~{}자의 텍스트(작성자가 없는 티켓의 작성자는 --created-by로 지정)',
  ],
  [
    'up to {} tags of 1 to {} characters, as a list or with commas between them',
    '1~{2}자의 태그 {1}개 이하(목록이거나 쉼표로 구분)',
  ],
  [
    'up to {} words of 1 to {} characters, as a list or with commas between them',
    '1~{2}자의 단어 {1}개 이하(목록이거나 쉼표로 구분)',
  ],
  ['{} to {} words of one meaning, each of at most {} characters', '뜻이 같은 단어 {}~{}개, 각각 {}자 이하'],
  ['{} to {} characters', '{}~{}자의 텍스트'],
  ['one of {}', '다음 중 하나: {}'],
  ['a whole number such as {}', '{} 같은 정수'],
  ['a whole number from {} to {}', '{}부터 {}까지의 정수'],
  ['at most {} rows', '{}행 이하'],
  ['at most {}', '{} 이하'],
  ['a date with the year first, such as {}', '{}처럼 연도부터 쓴 날짜'],
  ['a quantity in one of the columns {}', '열 {} 중 하나 이상의 수량'],
  ['one table of stock; the lines {} to {} were left out', '재고 표 하나({}~{}번째 줄은 제외했습니다)'],
  [
    'the stock that is there, in one row for each item and place',
    '품목과 위치마다 한 행에 현재 재고를 적은 표',
  ],
  ['the sum of {}', '{}의 합계'],
  ['a time such as {}, {} or {}', '{}, {} 또는 {} 같은 시각'],
  ['no time before created_at', 'created_at 이후의 시각'],
  ['a price such as {}, {} or {}', '{}, {} 또는 {} 같은 가격'],
  ['a currency such as {}', '{} 같은 통화'],
  [
    '{} as in the header; a field that goes on over two lines needs quotes around it',
    '머리글과 같은 {}개(두 줄에 걸친 칸은 따옴표로 묶기)',
  ],
  [
    '{} as in the header; a field with a comma needs quotes around it',
    '머리글과 같은 {}개(쉼표가 든 칸은 따옴표로 묶기)',
  ],
  ['a closing quote, and "" for a quote inside of quotes', '닫는 따옴표(따옴표 안의 따옴표는 "")'],
  [
    'a line that names the columns {} (--propose-map writes a file that maps other names to them and sets what is missing)',
    '열 {}이(가) 있는 머리글(이름이 다르거나 없는 열은 --propose-map이 만드는 매핑 파일에서 지정)',
  ],
  [
    'a column that says where each item is, or --location with the place of all',
    '품목의 위치가 있는 열, 또는 모든 품목의 위치를 지정하는 --location',
  ],
  ['a line that names the columns', '열 이름이 있는 머리글'],
  ['one column for {}; a map file tells which', '{}에 해당하는 열 하나(어느 열인지는 매핑 파일로 지정)'],
  [
    'JSON Lines, one object per line, or one JSON array of objects',
    '한 줄에 객체 하나인 JSON Lines 또는 객체의 JSON 배열 하나',
  ],
  ['one JSON object on the line', '한 줄에 JSON 객체 하나'],
  ['a second line --- after it', '그 뒤에 오는 둘째 --- 줄'],
  [
    'front matter of plain lines such as title: Travel expenses or tags: [a, b]',
    'title: 출장비나 tags: [a, b]처럼 단순한 줄로 된 프런트 매터',
  ],
  ['front matter such as title: Travel expenses', 'title: 출장비 같은 프런트 매터'],
  ['front matter; text with : or # needs quotes', '프런트 매터(:이나 #이 든 텍스트는 따옴표로 묶기)'],
  [
    'a folder with one Markdown file (.md) or text (.txt) for each policy; Word and Hangul save as text',
    '규정마다 Markdown 파일(.md)이나 텍스트 파일(.txt)이 하나씩 있는 폴더(Word와 한글 문서는 텍스트로 저장)',
  ],
  ['an .xlsx file of Excel', 'Excel의 .xlsx 파일'],
  ['a sheet with rows', '행이 있는 시트'],
  ['the same ids in the sheets {}', '시트 {}의 겹치는 ID'],
  [
    'the name of one of them as "sheet" in a map file (--map)',
    '매핑 파일(--map)의 "sheet"에 지정한 시트 하나의 이름',
  ],
  ['the sheet {} of the map', '매핑 파일의 시트 {}'],
  ['a map file, as --propose-map writes it', '--propose-map이 만드는 매핑 파일'],
  [
    'a text file in UTF-8; in Excel, save as "CSV UTF-8" or as .xlsx',
    'UTF-8 텍스트 파일(Excel에서는 "CSV UTF-8" 또는 .xlsx로 저장)',
  ],

  // Errors in a map file
  ['found no JSON ({})', 'JSON이 아닙니다({})'],
  ['{}: Invalid option: expected one of {}', '{}: 다음 중 하나여야 합니다: {}'],
  ['{}: Unrecognized key: {}', '{}: 알 수 없는 키 {}'],
  ['{}: Unrecognized keys: {}', '{}: 알 수 없는 키 {}'],
  ['{}: Invalid input: expected {}, received {}', '{}: {} 대신 {}이(가) 있습니다'],
  ['{}: Invalid key in record', '{}: 알 수 없는 키'],
  ['the file', '파일'],

  // Assumptions
  [
    'quantity and location: a column for each place, {}; an empty cell is no item',
    'quantity와 location: 위치별 열 {}에서 읽었습니다(빈 칸은 품목이 아님)',
  ],
  ['the column {} is the sum of the places', '열 {}은(는) 위치별 수량의 합계입니다'],
  ['{}: the name of the sheet, {}, where the rows say none', '{}: 행에 없으면 시트 이름 {}을(를) 넣었습니다'],
  ['location: the name of the sheet, {}, stands before it', 'location: 앞에 시트 이름 {}을(를) 붙였습니다'],
  [
    'item_id: followed by the place, as {} and perhaps others are at several',
    'item_id: {} 등이 여러 위치에 있어 모든 ID 뒤에 위치를 붙였습니다',
  ],
  ['location: the columns {} were joined', 'location: 열 {}을(를) 합쳤습니다'],
  [
    'category: the heading above the row, as the file has no column for it',
    'category: 파일에 열이 없어 행 위의 제목을 넣었습니다',
  ],
  [
    'location: the file has none, and licenses are at no place: {}',
    'location: 파일에 없고 라이선스에는 위치가 없으므로 {}(으)로 했습니다',
  ],
  [
    '{}: an empty cell of {} counts as the one above it, as in merged cells',
    '{}: 열 {}의 빈 칸에는 병합된 칸처럼 위의 값을 적용했습니다',
  ],
  ['{}: a number was read as {}', '{}: 숫자를 {}(으)로 읽었습니다'],
  ['{}: a time without a zone was read as one of {}', '{}: 시간대가 없는 시각을 {} 시각으로 읽었습니다'],
  ['{}: {} was read as {}', '{}: {}을(를) {}(으)로 읽었습니다'],
  ['{} was read as {}', '{}을(를) {}(으)로 읽었습니다'],
  ['a day number of Excel', 'Excel의 날짜 일련번호'],
  ['seconds since 1970', '1970년부터 센 초'],
  ['assigned_to: {} was left unassigned', 'assigned_to: {}은(는) 담당자 없음으로 두었습니다'],
  [
    'item_id: made from the name, as the column {} is a running number',
    'item_id: 열 {}은(는) 순번이라서 이름으로 만들었습니다',
  ],
  ['item_id: made from the name, as the file has none', 'item_id: 파일에 없어 이름으로 만들었습니다'],
  [
    'category: the file has none, so each item is in {}',
    'category: 파일에 없어 모든 품목을 {}(으)로 했습니다',
  ],
  ['sheets read as one: {}', '하나로 읽은 시트: {}'],
  ['quantity: the file has none, so each row is one piece', 'quantity: 파일에 없어 행마다 1개로 했습니다'],
  [
    'quantity: the file has none, so equal rows are one item with their number',
    'quantity: 파일에 없어 같은 행을 한 품목으로 묶고 행의 수를 수량으로 했습니다',
  ],
  ['name: {} stands for a name that is empty', 'name: 이름이 비어 있으면 열 {}의 값을 넣었습니다'],
  [
    'name: {} was left out where both are longer than 200 characters',
    'name: 합쳐서 200자가 넘으면 열 {}을(를) 제외했습니다',
  ],
  [
    'name: followed by {}, which tells items of one name apart',
    'name: 이름이 같은 품목을 구분하도록 열 {}의 값을 붙였습니다',
  ],
  ['dates such as {} were read as {}', '{} 같은 날짜를 {} 순서로 읽었습니다'],
  ['location: {} stands for one that is empty', 'location: 비어 있으면 열 {}의 값을 넣었습니다'],
  ['item_id: other letters became Roman ones', 'item_id: 한글과 전각 문자를 로마자로 바꾸었습니다'],
  ['columns understood: {}', '인식한 열: {}'],
  ['columns left out, as they mean nothing here: {}', '쓰지 않아 무시한 열: {}'],
  ['columns without a name left out: {}', '이름이 없어 무시한 열: {}'],
  ['fields understood: {}', '인식한 필드: {}'],
  ['fields left out, as they mean nothing here: {}', '쓰지 않아 무시한 필드: {}'],
  ['left out, as it means nothing here: {}', '쓰지 않아 무시한 필드: {}'],
  ['currency: {}, as the column {} says', 'currency: 열 {2}에 따라 {1}'],
  ['line {} was left out as a total: {}', '{}번째 줄은 합계라서 제외했습니다: {}'],
  ['line {} was left out as a heading between rows: {}', '{}번째 줄은 행 사이의 제목이라서 제외했습니다: {}'],
  ['line {} was left out as a comment', '{}번째 줄은 주석이라서 제외했습니다'],
  ['line {} was left out as a note after the table: {}', '{}번째 줄은 표 뒤의 메모라서 제외했습니다: {}'],
  ['line {} was left out as the header once more', '{}번째 줄은 반복된 머리글이라서 제외했습니다'],
  ['line {} before the header was left out: {}', '머리글 앞의 {}번째 줄을 제외했습니다: {}'],
  ['the header is on the lines {} and {}', '머리글이 {}번째와 {}번째 줄에 걸쳐 있습니다'],
  ['the last cells that a row lacks count as empty', '행 끝에서 생략된 칸은 빈 칸으로 처리했습니다'],
  ['merged cells count for each of their rows: {}', '병합된 칸의 값을 해당하는 모든 행에 적용했습니다: {}'],
  ['headings in HTML became # headings: {}', 'HTML 제목을 # 제목으로 바꾸었습니다: {}'],
  ['front matter in TOML (+++)', 'TOML 프런트 매터(+++)'],
  ['YAML between two lines ---', '두 --- 줄 사이의 YAML'],
  [
    'underlined headings became # and ## headings: {}',
    '밑줄로 표시한 제목을 # 또는 ## 제목으로 바꾸었습니다: {}',
  ],
  [
    'last_updated will be the day of the import, as the file has no date',
    '파일에 날짜가 없어 last_updated는 가져온 날짜가 됩니다',
  ],
  ["the title {} is from the file's name", '제목 {}은(는) 파일 이름에서 가져왔습니다'],
  [
    "the doc_id {} is from the file's name; doc_id in the front matter sets another",
    'doc_id {}은(는) 파일 이름으로 만들었습니다. 프런트 매터의 doc_id로 바꿀 수 있습니다',
  ],
  [
    'tickets without a time of their own are as old as their first import',
    '시각이 없는 티켓의 시각은 처음 가져온 시각이 됩니다',
  ],
  ['created_by: {} for a ticket without an author', 'created_by: 작성자가 없는 티켓의 작성자는 {}'],
  ['body: the title stands for a text that is empty', 'body: 내용이 비어 있으면 제목을 넣었습니다'],
  [
    'body: the title stands before a text shorter than {} characters',
    'body: {}자보다 짧은 내용 앞에 제목을 넣었습니다',
  ],
  [
    'ticket_id: an id of year and number became TKT- and its digits',
    'ticket_id: 연도와 번호로 된 ID는 TKT- 뒤에 숫자를 붙였습니다',
  ],
  [
    'ticket_id: an id that begins with {} became TKT- and the same number',
    'ticket_id: {}(으)로 시작하는 ID는 TKT- 뒤에 같은 번호를 붙였습니다',
  ],
  [
    'ticket_id: a number became TKT- and the same number',
    'ticket_id: 숫자로 된 ID는 TKT- 뒤에 같은 번호를 붙였습니다',
  ],
  ['properties that mean nothing here stay in the text only: {}', '쓰지 않아 본문에만 남긴 속성: {}'],
  [
    'listed one by one, which never counts as low in stock',
    '개별 기기 목록이라서 재고 부족으로 세지 않습니다',
  ],
  ['times of the column {} are in {}', '열 {}의 시각은 {} 기준입니다'],
  ['{} groups are replaced by {}', '동의어 묶음 {}개를 {}개로 대체합니다'],
  [
    'not read, as they are no Markdown (.md) and no text (.txt): {}',
    'Markdown(.md)이나 텍스트(.txt)가 아니라서 읽지 않았습니다: {}',
  ],
  [
    'to be saved as text (.txt, UTF-8) by their program first: {}',
    '먼저 Word나 한글 같은 프로그램에서 텍스트(.txt, UTF-8)로 저장해야 합니다: {}',
  ],
  ['left out, as it is code of MDX: {} and {#} more', 'MDX의 코드라서 제외했습니다: {} 외 {}개'],
  ['left out, as it is code of MDX: {}', 'MDX의 코드라서 제외했습니다: {}'],
  ['the title {} is the first line', '제목 {}은(는) 첫 줄에서 가져왔습니다'],
  [
    'ticket_id: a number made from {}, whose ids are too long',
    'ticket_id: 열 {}의 ID가 너무 길어 번호로 만들었습니다',
  ],
  [
    'ticket_id: made from title, text, author and time, as the file has none',
    'ticket_id: 파일에 없어 제목, 내용, 작성자, 시각으로 만들었습니다',
  ],
  [
    'title: the beginning of the text, as the file has none',
    'title: 파일에 없어 내용의 첫 부분을 넣었습니다',
  ],
  [
    'created_by: the address in <> without the name before it',
    'created_by: 앞의 이름은 빼고 <> 안의 주소를 넣었습니다',
  ],
  [
    'the column {} is who filed the ticket, as in forms',
    '열 {}은(는) 설문지처럼 티켓을 등록한 사람으로 읽었습니다',
  ],
  ['sheets not read: {}', '읽지 않은 시트: {}'],
  ['Nothing was removed, since there are bad rows', '잘못된 행이 있어 아무것도 삭제하지 않았습니다'],
  ['Nothing was removed, since the file has no rows', '파일에 행이 없어 아무것도 삭제하지 않았습니다'],
  [
    'Tickets that the file lacks stay: tickets are never removed',
    '파일에 없는 티켓은 그대로 둡니다. 티켓은 삭제하지 않습니다',
  ],
];

const compiled = templates.map(([english, korean]) => ({ pattern: patternOf(english), korean }));

function patternOf(english: string): RegExp {
  const parts = english.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('(.+?)').replaceAll('\\{#\\}', '(\\d+)')}$`, 's');
}

/** Undefined for a text that is not in the table, such as a value of the file. */
export function inKorean(english: string): string | undefined {
  for (const { pattern, korean } of compiled) {
    const found = pattern.exec(english);
    if (!found) continue;
    let next = 0;
    return korean.replace(/\{(\d?)\}/g, (_, number) => {
      next = number ? Number(number) : next + 1;
      // `품명 as name, 수량 as quantity`
      const value = found[next]!.replace(/ as (?=[a-z_]+(?:, |$))/g, ' → ');
      return inKorean(value) ?? value;
    });
  }
  return undefined;
}

/** Translates a note of an import: `FILE: assumption (3 times).`, or a complete sentence. */
export function noteInKorean(note: string): string {
  const [, sentence = note, , times] = /^(.*?)( \((\d+) times\))?\.$/s.exec(note) ?? [];
  const counted = times ? `(${times}번).` : '.';
  const whole = inKorean(sentence);
  if (whole) return `${whole}${counted}`;
  // The name of the file may contain a colon, as in C:\stock.csv.
  for (let at = sentence.indexOf(': '); at > 0; at = sentence.indexOf(': ', at + 1)) {
    const rest = inKorean(sentence.slice(at + 2));
    if (rest) return `${sentence.slice(0, at)}: ${rest}${counted}`;
  }
  return note;
}
