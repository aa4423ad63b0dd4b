import type { PromptMessage } from '../mcp/definitions/define-prompt.ts';
import type { Language, Text } from '../text/language.ts';
import { examples } from './examples.ts';

const fictionNotice: Text = {
  en: 'An example of the form only. Its facts are made up: use none of them.',
  ko: '형식만 보여 주는 예입니다. 내용은 지어낸 것이니 사용하지 마세요.',
};

/** One user turn and one assistant turn, to be placed before the real request. */
export function exampleMessages(prompt: keyof typeof examples, language: Language): readonly PromptMessage[] {
  const { user, assistant } = examples[prompt];
  return [
    { role: 'user', text: `${fictionNotice[language]}\n\n${user[language]}` },
    { role: 'assistant', text: assistant[language] },
  ];
}
