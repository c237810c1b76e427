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
})();
