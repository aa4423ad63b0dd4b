// Replaces the content every second, for as long as somebody looks at it and has not paused it.
const content = document.getElementById('content');
const state = document.getElementById('state');
const pause = document.getElementById('pause');

pause.addEventListener('click', () => {
  const paused = pause.getAttribute('aria-pressed') !== 'true';
  pause.setAttribute('aria-pressed', String(paused));
  pause.textContent = paused ? 'Go on' : 'Pause';
});

async function refresh() {
  if (document.hidden || pause.getAttribute('aria-pressed') === 'true') return;
  try {
    const response = await fetch('content');
    content.innerHTML = await response.text();
    if (state.textContent !== '') state.textContent = '';
  } catch {
    if (state.textContent === '') state.textContent = 'The server has ended.';
  }
}

setInterval(refresh, 1_000);
