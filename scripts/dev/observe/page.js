// Replaces the changed parts every second, while the page is visible and not paused.
const state = document.getElementById('state');
const pause = document.getElementById('pause');

pause.addEventListener('click', () => {
  const paused = pause.getAttribute('aria-pressed') !== 'true';
  pause.setAttribute('aria-pressed', String(paused));
});

async function refresh() {
  if (document.hidden || pause.getAttribute('aria-pressed') === 'true') return;
  try {
    const response = await fetch('parts');
    for (const [id, html] of Object.entries(await response.json())) {
      document.getElementById(id).innerHTML = html;
    }
    tell('');
  } catch {
    tell(document.body.dataset.ended);
  }
}

/** Announces only new text to screen readers. */
function tell(text) {
  if (state.textContent !== text) state.textContent = text;
}

setInterval(refresh, 1_000);
