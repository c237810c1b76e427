// The review desk by keyboard. Everything here can be done without it, too: radios, fields and links are plain ones.
(() => {
  'use strict';

  const typing = (target) => target.closest('textarea, select, input:not([type=radio]):not([type=checkbox])');
  const help = document.getElementById('keys');
  const form = document.querySelector('form[data-judging]');
  const rows = [...document.querySelectorAll('[data-queue] > li > a')];
  const cards = form ? [...form.querySelectorAll('[data-judged]')] : [];
  let at = -1;

  const go = (to) => {
    const card = cards[to];
    if (!card) return;
    at = to;
    cards.forEach((one) => one.toggleAttribute('data-current', one === card));
    card.focus({ preventScroll: true });
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    card.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
  };

  const move = (step) => {
    if (cards.length) return go(Math.min(cards.length - 1, Math.max(0, at + step)));
    const here = rows.indexOf(document.activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, here + step))]?.focus();
  };

  const judge = (key) => {
    const card = cards[Math.max(0, at)];
    const choice = card?.querySelector(`input[type=radio][data-key="${key}"]`);
    if (!choice) return false;
    choice.checked = true;
    if (at < 0) go(0);
    return true;
  };

  const judged = (card) => Boolean(card.querySelector('input[type=radio]:checked'));

  const send = () => {
    if (judged(cards[cards.length - 1])) form.requestSubmit();
    else go(cards.length - 1);
  };

  const onward = () => {
    if (at < cards.length - 1) go(at + 1);
    else send();
  };

  const allRight = () => cards.slice(0, -1).forEach((card) => {
    if (!judged(card)) card.querySelector('input[data-key="1"]').checked = true;
  });

  const follow = (which) => document.querySelector(`a[data-go=${which}]`)?.click();

  const answerKeys = {
    a: allRight,
    o: () => go(cards.length - 1),
    c: () => form.elements.comment.focus(),
    e: () => {
      const one = document.querySelector('.make-example [data-example]') || form.querySelector('input[data-example]');
      one.click();
    },
    n: () => follow('next'),
    p: () => follow('prev'),
    Enter: onward,
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || (help && help.open)) return;
    if (event.key === 'Escape' && typing(event.target)) return event.target.blur();
    if (typing(event.target)) return;
    const link = event.target.closest('a, button, summary');
    if (event.key === 'Enter' && link) return;
    const act = {
      j: () => move(1),
      k: () => move(-1),
      '?': () => help?.showModal(),
      '/': () => document.querySelector('input[name=q]')?.focus(),
      ...(form ? answerKeys : {}),
    }[event.key];
    if (act) act();
    else if (!form || !judge(event.key)) return;
    event.preventDefault();
  });

  // Whoever goes to a card by mouse or Tab goes on from there by keys.
  document.addEventListener('focusin', (event) => {
    const card = event.target.closest('[data-judged]');
    if (!card) return;
    at = cards.indexOf(card);
    cards.forEach((one) => one.toggleAttribute('data-current', one === card));
  });

  // What the reviewer has to decide on comes first into view.
  document.querySelector('.met')?.focus();

  document.querySelector('[data-print]')?.addEventListener('click', () => window.print());
})();
