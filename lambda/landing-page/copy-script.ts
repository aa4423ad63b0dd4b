/** Adds a copy button to each block of text to paste; without scripts the page has none. Allowed by its hash. */
export const copyScript = `
for (const code of document.querySelectorAll('pre, .address')) {
  const { copy, copied } = document.body.dataset;
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: copy });
  button.setAttribute('aria-label', copy + ': ' + (code.dataset.of ?? ''));
  button.onclick = async () => {
    const text = code.querySelector('code');
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = copied;
      setTimeout(() => { button.textContent = copy; }, 2000);
    } catch {
      getSelection().selectAllChildren(text);
    }
  };
  code.after(button);
}
`;
