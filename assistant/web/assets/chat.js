// The chat's own script; it runs before Gradio's.
(() => {
  'use strict';

  // Gradio loses an event that is sent while the stream of the one before it is closing: what it says then comes on a
  // stream that nobody opens. So events stand in line: each is sent once the stream of the one before it has ended.
  const PATIENCE = 3000; // Milliseconds within which an event that was taken opens its stream.
  const plainFetch = window.fetch.bind(window);
  let line = Promise.resolve();
  let waiting = 0;
  let current = null;

  const showWaiting = (change) => {
    waiting += change;
    document.documentElement.toggleAttribute('data-waiting', waiting > 0);
  };

  const sendInLine = (resource, options) => {
    const mine = { opened: false };
    mine.over = new Promise((resolve) => { mine.end = resolve; });
    showWaiting(1);
    const sent = line.then(() => {
      showWaiting(-1);
      current = mine;
      return plainFetch(resource, options);
    });
    sent.then(
      (response) => setTimeout(() => { if (!mine.opened) mine.end(); }, response.ok ? PATIENCE : 0),
      mine.end,
    );
    line = sent.then(() => mine.over, () => {});
    return sent;
  };

  const watched = (response, ended) => {
    if (!response.body) {
      ended();
      return response;
    }
    const reader = response.body.getReader();
    const body = new ReadableStream({
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        return ended();
      },
      cancel(reason) {
        ended();
        return reader.cancel(reason);
      },
    });
    return new Response(body, response);
  };

  window.fetch = (resource, options) => {
    const address = resource instanceof Request ? resource.url : String(resource);
    if (address.includes('/queue/join')) return sendInLine(resource, options);
    if (!address.includes('/queue/data') || !current) return plainFetch(resource, options);
    const mine = current;
    mine.opened = true;
    return plainFetch(resource, options).then(
      (response) => watched(response, mine.end),
      (error) => {
        mine.end();
        throw error;
      },
    );
  };

  // The choice of documents closes as any menu does.
  const closeDocuments = (event) => {
    const open = document.querySelector('.documents[open]');
    if (!open) return;
    const wanted = event.type === 'keydown' ? event.key === 'Escape'
      : Boolean(event.target.closest('[data-close-documents]')) || !open.contains(event.target);
    if (!wanted) return;
    open.open = false;
    if (event.type === 'keydown' || open.contains(event.target)) open.querySelector('summary').focus();
  };
  document.addEventListener('click', closeDocuments);
  document.addEventListener('keydown', closeDocuments);

  // Gradio draws the conversation anew at every step. Screen readers hear of it through one line that stays; whoever
  // chose a question by keyboard goes on at its answer; what was said of earlier answers is marked again.
  let announced = '';
  let chose = false;
  document.addEventListener('click', (event) => { chose = Boolean(event.target.closest('[data-ask]')); });

  const announce = () => {
    const line = document.getElementById('chat-status');
    const words = document.getElementById('announcements')?.dataset;
    const answers = document.querySelectorAll('#conversation .answer');
    const newest = answers[answers.length - 1];
    if (!line || !words || !newest) return;
    const running = newest.hasAttribute('aria-busy');
    const state = `${answers.length} ${running}`;
    if (state === announced) return;
    const first = announced === '';
    announced = state;
    if (running) {
      line.textContent = words.working;
      return;
    }
    // A conversation that was restored is no news.
    if (first && answers.length > 1) return;
    const said = [...newest.querySelectorAll('.statement, .notes li, .choices button')].map((one) => one.textContent);
    line.textContent = `${words.answer} ${said.join(' ')}`;
  };

  const keepFocus = () => {
    if (!chose || document.activeElement !== document.body) return;
    const questions = document.querySelectorAll('#conversation .question');
    if (!questions.length) return;
    chose = false;
    questions[questions.length - 1].focus({ preventScroll: true });
  };

  new MutationObserver(() => {
    announce();
    keepFocus();
    window.markSaid?.();
  }).observe(document.documentElement, { subtree: true, childList: true });
})();
