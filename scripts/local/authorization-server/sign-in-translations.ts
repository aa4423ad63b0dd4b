import { type Scope, scopes } from '../../../lambda/auth/scopes.ts';

export type Language = 'en' | 'ko';

/** Destination of a redirect URI: a program on this computer, a web site, or the program that handles the scheme. */
export type Destination = 'this-computer' | 'website' | 'scheme';

interface Texts {
  localRun: string;
  signIn: string;
  requestedBy: string;
  noPassword: string;
  name: string;
  nameRule: string;
  continue: string;
  signInAs: string;
  refuse: string;
  consent(app: string): string;
  unverifiedName: string;
  signedInAs: string;
  useAnotherName: string;
  publishedBy: string;
  redirectTarget: string;
  destination: Record<Destination, string>;
  permissions: string;
  scope: Record<Scope, string>;
  opens: string;
  withholds: string;
  learnsName: string;
  staysSignedIn: string;
  scopeRequired: string;
  allow: string;
  problem: string;
  problemAdvice: string;
  unknownApp: string;
  unreadableApp(address: string): string;
  expired: string;
  crossOriginForm: string;
}

/** Texts of the sign-in pages, in each of their languages. */
export const texts: Record<Language, Texts> = {
  en: {
    localRun: 'Local run',
    signIn: 'Sign in to Ops Assistant',
    requestedBy: 'Asked for by',
    noPassword:
      'This is the local sign-in of a server on this computer. It takes any name and checks no password, so keep real people’s data out of it.',
    name: 'Name',
    nameRule: 'Up to 40 lower-case letters, digits, dots, hyphens and underscores; a letter or digit first.',
    continue: 'Continue',
    signInAs: 'Or sign in as',
    refuse: 'Refuse',
    consent: (app) => `Let ${app} use Ops Assistant?`,
    unverifiedName:
      'The app chose its name itself. Allow it only if you started this sign-in there just now.',
    signedInAs: 'You are',
    useAnotherName: 'Use another name',
    publishedBy: 'Described by',
    redirectTarget: 'Sends you back to',
    destination: {
      'this-computer': 'a program on this computer',
      website: 'a web site',
      scheme: 'the program that opens these links',
    },
    permissions: 'It may',
    scope: scopes,
    opens: 'Opens to you:',
    withholds: 'Not open to you here, by the access policy or because the server is read-only:',
    learnsName: 'It also learns the name you signed in with.',
    staysSignedIn: 'It stays signed in; after 30 days without use it has to ask again.',
    scopeRequired: 'Tick at least one line, or refuse.',
    allow: 'Allow',
    problem: 'This sign-in cannot go on',
    problemAdvice: 'Go back to the app and start signing in again.',
    unknownApp:
      'This server does not know the app, perhaps because its data was deleted. Remove the connection in the app and add it again.',
    unreadableApp: (address) =>
      `The app describes itself at ${address}, and that description could not be fetched or is not valid.`,
    expired: 'It has expired, was already finished, or was started in another browser.',
    crossOriginForm: 'The form did not come from this page.',
  },
  ko: {
    localRun: '로컬 실행',
    signIn: 'Ops Assistant 로그인',
    requestedBy: '요청한 앱:',
    noPassword:
      '이 컴퓨터에서 실행 중인 서버의 로컬 로그인입니다. 어떤 이름이든 비밀번호 없이 들어갈 수 있으니 실제 개인 정보는 넣지 마세요.',
    name: '이름',
    nameRule: '영문 소문자, 숫자, 마침표, 하이픈, 밑줄로 40자까지. 첫 글자는 영문 소문자나 숫자입니다.',
    continue: '계속',
    signInAs: '다음 이름으로 로그인',
    refuse: '거부',
    consent: (app) => `${app} 앱이 Ops Assistant를 쓰도록 허용할까요?`,
    unverifiedName: '앱 이름은 앱이 스스로 정한 것입니다. 방금 그 앱에서 로그인을 시작했을 때만 허용하세요.',
    signedInAs: '로그인한 이름',
    useAnotherName: '다른 이름 쓰기',
    publishedBy: '앱을 설명하는 곳',
    redirectTarget: '돌아갈 곳',
    destination: {
      'this-computer': '이 컴퓨터의 프로그램',
      website: '웹 사이트',
      scheme: '이 링크를 여는 프로그램',
    },
    permissions: '허용할 일',
    scope: {
      read: '재고와 규정, 내 티켓을 조회합니다.',
      write: '티켓을 등록하고 처리 상태를 바꿉니다.',
      admin: '모든 사람의 티켓을 보고 처리 상태를 바꾸며, 데이터를 가져오고, 사용 현황을 봅니다.',
    },
    opens: '쓸 수 있는 도구:',
    withholds: '접근 정책이나 읽기 전용 설정 때문에 쓸 수 없는 도구:',
    learnsName: '로그인한 이름도 앱에 전달됩니다.',
    staysSignedIn: '로그인이 유지되고, 30일 동안 쓰지 않으면 다시 로그인해야 합니다.',
    scopeRequired: '하나 이상 선택하거나 거부하세요.',
    allow: '허용',
    problem: '로그인을 계속할 수 없습니다',
    problemAdvice: '앱으로 돌아가 로그인을 다시 시작하세요.',
    unknownApp:
      '서버가 이 앱을 알지 못합니다. 데이터가 지워졌을 수 있으니 앱에서 연결을 지우고 다시 추가하세요.',
    unreadableApp: (address) => `앱의 설명이 ${address}에 있다고 하는데, 가져올 수 없거나 올바르지 않습니다.`,
    expired: '시간이 지났거나, 이미 끝났거나, 다른 브라우저에서 시작한 로그인입니다.',
    crossOriginForm: '이 페이지에서 보낸 양식이 아닙니다.',
  },
};
