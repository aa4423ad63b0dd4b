/**
 * Guesses the encoding of text that is neither Unicode nor Korean, for the error message; undefined if it is unknown.
 */
export function foreignEncoding(bytes: Uint8Array): string | undefined {
  const found = encodings
    .map(({ label, name, usual }) => ({ name, share: shareOf(usual, decode(bytes, label)) }))
    .sort((a, b) => b.share - a.share)[0]!;
  return found.share >= least ? found.name : undefined;
}

/** Minimum share of the non-ASCII characters. Bytes in a wrong encoding decode to random, rare characters. */
const least = 0.3;

const simplified =
  '的一是不了在人有我他这个中来上大为和国地到以说时要就出会可也对生能而子得于下自之年过发后作里用道行所家种事成方多经法学如都同现当没动面起看定天分还进好小部主理心本前开因只从想实日者意无力与长机十第公工使情明性知全三关点正业外将两高间由问最重并物手应向文体相见利二等产新制加月合回特代内信表化位次度门任常先通教原提立及比员水名各入口认条平系题更别总何电数安少报结受目量再建务做接场件计管期市直资金指统区保至形社便空决科司基书非则界达放强权完设式色路记品住告类求据程边交规万取术领共确传清切院让识带导运' +
  '笔脑显示器键盘鼠标打印库存置状态编号称别仓申请批准假';
const traditional =
  '的一是不了在人有我他這個中來上大為和國地到以說時要就出會可也對生能而子得於下自之年過發後作裡用道行所家種事成方多經法學如都同現當沒動面起看定天分還進好小部主理心本前開因只從想實日者意無力與長機十第公工使情明性知全三關點正業外將兩高間由問最重並物手應向文體相見利二等產新制加月合回特代內信表化位次度門任常先通教原提立及比員水名各入口認條平系題更別總何電數安少報結受目量再建務做接場件計管期市直資金指統區保至形社便空決科司基書非則界達放強權完設式色路記品住告類求據程邊交規萬取術領共確傳清切院讓識帶導運' +
  '筆腦螢幕鍵盤滑鼠印表庫存置狀態編號稱別倉申請批准假';
const japanese = '器品名数量場所状態管理番号在庫用日月年社員部長会議室休暇申請承認人本大一二三東京出勤務';

const encodings = [
  { label: 'shift_jis', name: 'Shift_JIS (Japanese)', usual: new RegExp(`[ぁ-ゖァ-ヺー${japanese}]`, 'gu') },
  { label: 'euc-jp', name: 'EUC-JP (Japanese)', usual: new RegExp(`[ぁ-ゖァ-ヺー${japanese}]`, 'gu') },
  { label: 'gb18030', name: 'GBK (simplified Chinese)', usual: new RegExp(`[${simplified}]`, 'gu') },
  { label: 'big5', name: 'Big5 (traditional Chinese)', usual: new RegExp(`[${traditional}]`, 'gu') },
  {
    label: 'windows-1252',
    name: 'Windows-1252 (Western European)',
    usual: /(?<=[A-Za-z])[äöüßéèêàçñíóáÄÖÜÉ]/gu,
  },
];

function shareOf(usual: RegExp, text: string | undefined): number {
  const letters = text?.match(/[^\0-\x7f]/gu)?.length ?? 0;
  return letters === 0 ? 0 : (text!.match(usual)?.length ?? 0) / letters;
}

function decode(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
