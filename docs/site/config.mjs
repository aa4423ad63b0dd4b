import { defineConfig } from 'vitepress';

// Copied beside the pages by `npm run docs:site`, which also writes the list of them.
import pages from './pages.json' with { type: 'json' };

const sidebarOf = (locale) => pages[locale].map(({ title: text, items }) => ({ text, items }));

export default defineConfig({
  title: 'Ops Assistant',
  cleanUrls: true,
  lastUpdated: false,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // A dead link ends the build.
  ignoreDeadLinks: false,
  locales: {
    root: { label: 'English', lang: 'en', themeConfig: { sidebar: sidebarOf('en') } },
    ko: {
      label: '한국어',
      lang: 'ko',
      themeConfig: {
        sidebar: sidebarOf('ko'),
        outline: { label: '이 페이지' },
        docFooter: { prev: '이전', next: '다음' },
        darkModeSwitchLabel: '화면 모드',
        sidebarMenuLabel: '목차',
        returnToTopLabel: '맨 위로',
        langMenuLabel: '언어',
      },
    },
  },
  themeConfig: {
    // Not every page is there in Korean: the switch leads to the front page of the other language.
    i18nRouting: false,
    search: {
      provider: 'local',
      options: {
        locales: {
          ko: {
            translations: {
              button: { buttonText: '검색', buttonAriaLabel: '검색' },
              modal: {
                noResultsText: '결과 없음',
                resetButtonTitle: '지우기',
                footer: { selectText: '선택', navigateText: '이동', closeText: '닫기' },
              },
            },
          },
        },
      },
    },
  },
});
