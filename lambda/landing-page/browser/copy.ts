/** Adds a copy button to each block of text; a page without scripts has no such buttons. */
export const copy = `
for (const block of document.querySelectorAll('pre[data-of], .address')) {
  const button = element('button', { type: 'button', textContent: texts.copy });
  button.setAttribute('aria-label', texts.copy + ': ' + block.dataset.of);
  button.onclick = async () => {
    const code = block.querySelector('code');
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = texts.copied;
      setTimeout(() => { button.textContent = texts.copy; }, 2000);
    } catch {
      getSelection().selectAllChildren(code);
    }
  };
  block.after(button);
}
`;
