import { viewPage } from './view-page.ts';

/** Shows the items of lookup_inventory as bars; low stock is marked by colour and in words. */
export const stockChartPage = viewPage(
  'Stock chart',
  `
function show({ items = [], total }) {
  const most = Math.max(1, ...items.map(({ quantity }) => quantity));
  const bars = items.map(({ name, quantity, low_stock, location }) => {
    const bar = element('i', { ariaHidden: 'true' });
    bar.style.width = Math.round((quantity / most) * 100) + '%';
    const low = low_stock ? ' ' + say('(low)', '(부족)') : '';
    return element('div', { className: low_stock ? 'bar low' : 'bar', title: location, role: 'listitem' },
      element('span', { text: name + low }), bar, element('b', { text: String(quantity) }));
  });
  const heading = say('Items: ', '품목: ') + items.length + ' / ' + total;
  main.replaceChildren(element('h2', { text: heading }), element('div', { role: 'list' }, ...bars));
}
`,
);
