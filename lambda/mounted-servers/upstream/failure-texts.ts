import { say } from '../../text/messages.ts';

/** Texts for callers when a mounted server fails; imported with the first call. */
export const failureTexts = {
  upstream: {
    unreachable: say(
      'the server cannot be reached, or broke off.',
      '서버에 연결할 수 없거나 연결이 끊겼습니다.',
    ),
    timeout: (ms: number) =>
      say(`the server did not answer in time (${ms} ms).`, `서버가 제때(${ms}ms) 응답하지 않았습니다.`),
    httpStatus: say('the server failed.', '서버에서 오류가 났습니다.'),
    malformed: say('the server gave no answer that can be read.', '서버의 응답을 읽을 수 없습니다.'),
    throttled: say(
      'the server takes no more calls for now. Nothing was done.',
      '서버가 지금은 호출을 더 받지 않습니다. 아무 작업도 하지 않았습니다.',
    ),
    tooLarge: (bytes: number) =>
      say(`the answer is larger than ${bytes} bytes.`, `응답이 ${bytes}바이트보다 큽니다.`),
    unauthorized: say(
      'the server does not let us in. Nothing was done.',
      '서버가 접속을 허용하지 않습니다. 아무 작업도 하지 않았습니다.',
    ),
    blockedAddress: say(
      'its address is not allowed. Nothing was done.',
      '허용되지 않은 주소입니다. 아무 작업도 하지 않았습니다.',
    ),
    redirect: say(
      'the server has moved. Nothing was done.',
      '서버의 주소가 바뀌었습니다. 아무 작업도 하지 않았습니다.',
    ),
    needsInput: say(
      'the tool asked back for input, progress or a task, which this server does not pass on.',
      '도구가 입력, 진행 상황, 작업을 되물었는데 이 서버는 그것을 전달하지 않습니다.',
    ),
    maybeDone: say(
      'Whether it did what was asked is not known: read it back before you try again.',
      '요청대로 했는지 알 수 없으니, 다시 시도하기 전에 조회해서 확인하세요.',
    ),
  },
  askOperators: say(
    'Tell the operators: `npm run servers -- check` shows what is wrong.',
    '운영자에게 알려 주세요. `npm run servers -- check`로 원인을 볼 수 있습니다.',
  ),
  otherToolsWork: say(
    'Try again in a minute; everything else goes on.',
    '1분 뒤에 다시 시도하세요. 나머지는 그대로 쓸 수 있습니다.',
  ),
  askForLess: say('Ask for less.', '더 적게 요청하세요.'),
  useItThere: say(
    'Use the tool at that server itself, or another one.',
    '그 서버에서 직접 쓰거나 다른 도구를 쓰세요.',
  ),
};
