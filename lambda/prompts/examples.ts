import type { Text } from '../text/language.ts';

interface Example {
  readonly user: Text;
  readonly assistant: Text;
}

/** One example per prompt name. */
export const examples = {
  incident_report: {
    user: {
      en: 'Issue: the wiki answers with an error since 9:10\nAffected system: wiki',
      ko: '문제: 9시 10분부터 위키가 오류를 보임\n영향받는 시스템: 위키',
    },
    assistant: {
      en: [
        '**Summary** The wiki answers with an error since 9:10.',
        '**Severity** medium: a help for many, and no work stops.',
        '**People affected** All who read the wiki; how many is not known.',
        '**Timeline** 9:10 first error.',
        '**Tried** Nothing yet.',
        '**Actions now** Restart it; point people to the copy of last night.',
        '**Within 24 hours** Find the cause in its log.',
        '**Long term** Watch it with a health check.',
        '**Priority** medium, because there is a copy to read from.',
        '**Open questions** Does writing fail as well? Was anything changed before 9:10?',
      ].join('\n'),
      ko: [
        '**요약** 9시 10분부터 위키가 오류를 보입니다.',
        '**심각도** medium: 많은 사람이 쓰지만 업무가 멈추지는 않습니다.',
        '**영향받는 사람** 위키를 읽는 모두. 인원은 알려지지 않았습니다.',
        '**경과** 9시 10분 첫 오류.',
        '**시도한 것** 아직 없음.',
        '**지금 할 일** 다시 시작하고, 어젯밤 사본을 안내합니다.',
        '**24시간 안에** 로그에서 원인을 찾습니다.',
        '**장기** 상태 점검으로 감시합니다.',
        '**우선순위** medium. 읽을 사본이 있기 때문입니다.',
        '**확인할 것** 쓰기도 안 되는가? 9시 10분 전에 바뀐 것이 있는가?',
      ].join('\n'),
    },
  },
  policy_answer: {
    user: {
      en: 'Policy: "## 2. Bicycles — Bicycles are kept in the yard." Question: May I bring my bicycle up, and my dog?',
      ko: '규정: "## 2. 자전거 — 자전거는 마당에 둡니다." 질문: 자전거를 사무실에 가져와도 되나요? 강아지는요?',
    },
    assistant: {
      en: 'No: bicycles are kept in the yard (section 2, Bicycles). The policy says nothing about dogs.',
      ko: '안 됩니다. 자전거는 마당에 둡니다(2. 자전거). 강아지에 대해서는 규정에 없습니다.',
    },
  },
  ticket_summary: {
    user: {
      en: 'The coffee machine on the second floor leaks.',
      ko: '2층 커피 머신에서 물이 새요.',
    },
    assistant: {
      en: 'Since when does it leak?',
      ko: '언제부터 새나요?',
    },
  },
} as const satisfies Record<string, Example>;
