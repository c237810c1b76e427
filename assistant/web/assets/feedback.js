// What a reader does with an answer: copy it or a link, print it, say what is wrong, send the question to the bureau.
(() => {
  'use strict';

  const said = new Map(); // token → what was said of it: the buttons are drawn anew with every answer.

  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without HTTPS there is no clipboard: the old way.
      const field = document.createElement('textarea');
      field.value = text;
      field.setAttribute('readonly', '');
      field.className = 'skip';
      document.body.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    }
  };

  const confirmOn = (button) => {
    if (button.dataset.before) return;
    button.dataset.before = button.textContent;
    button.textContent = button.dataset.done;
    tell(button, button.dataset.done);
    setTimeout(() => {
      button.textContent = button.dataset.before;
      delete button.dataset.before;
    }, 2000);
  };

  const tell = (element, words) => {
    const line = element.closest('.actions')?.querySelector('.told') || document.querySelector('#chat-status');
    if (line) line.textContent = words;
  };

  const word = (name) => document.getElementById('feedback-words').dataset[name];

  const send = async (token, body) => {
    const response = await fetch(`/answers/${token}/feedback`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => null);
    const ok = Boolean(response && response.ok);
    if (ok) said.set(token, { ...said.get(token), [body.said]: true });
    mark();
    const row = document.querySelector(`.actions[data-token="${token}"]`);
    if (row) tell(row, word(!ok ? 'failed' : body.said === 'ask_bureau' ? 'bureau' : 'thanks'));
  };

  const mark = () => {
    said.forEach((what, token) => {
      document.querySelectorAll(`.actions[data-token="${token}"] [data-said]`).forEach((button) => {
        button.setAttribute('aria-pressed', String(Boolean(what[button.dataset.said])));
      });
    });
  };

  const ask = (token, kind) => {
    const dialog = document.getElementById(`say-${kind}`);
    const form = dialog.querySelector('form');
    form.reset();
    form.onsubmit = () => {
      const given = new FormData(form);
      send(token, { said: kind, reason: given.get('reason') || '', comment: given.get('comment') || '' });
    };
    dialog.showModal();
  };

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const token = button.closest('.actions')?.dataset.token;
    if ('copyText' in button.dataset) {
      const response = await fetch(`/answers/${token}.txt`);
      if (response.ok) {
        await copied(await response.text());
        confirmOn(button);
      } else tell(button, word('failed'));
    } else if (button.dataset.copyLink) {
      await copied(new URL(button.dataset.copyLink, window.location.href).href);
      confirmOn(button);
    } else if ('print' in button.dataset) {
      // Pictures that were not scrolled to are fetched first, and every card is opened.
      document.querySelectorAll('details.source').forEach((one) => { one.open = true; });
      const pictures = [...document.querySelectorAll('img[loading]')];
      pictures.forEach((one) => { one.loading = 'eager'; });
      await Promise.allSettled(pictures.map((one) => one.decode()));
      window.print();
    } else if (button.dataset.said === 'up') {
      send(token, { said: 'up' });
    } else if (button.dataset.said) {
      ask(token, button.dataset.said);
    } else if ('cancel' in button.dataset) {
      button.closest('dialog').close();
    }
  });

  window.markSaid = mark;
})();
