// Shared by the chat and the other pages: choosing a source, whole page or part of it, the language.
(() => {
  'use strict';

  const narrow = () => window.matchMedia('(max-width: 860px)').matches;

  window.rememberLanguage = (lang) => {
    document.cookie = `lang=${lang}; path=/; max-age=31536000; samesite=lax`;
  };

  const openOnly = (source) => {
    const turn = source.closest('.turn-sources');
    document.querySelectorAll('.turn-sources').forEach((one) => { one.hidden = one !== turn; });
    if ('listed' in turn.dataset) source.open = true;
    else turn.querySelectorAll('details.source').forEach((one) => { one.open = one === source; });
  };

  const markChosen = (turn, n) => {
    document.querySelectorAll('a.cite').forEach((link) => {
      link.toggleAttribute('aria-current', link.dataset.turn === turn && link.dataset.n === n);
    });
  };

  const choose = (turn, n) => {
    const source = document.getElementById(`source-${turn}-${n}`);
    if (!source) return false;
    openOnly(source);
    markChosen(turn, n);
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    source.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: narrow() ? 'start' : 'nearest' });
    source.querySelector('summary').focus({ preventScroll: true });
    return true;
  };

  // A page image that could not be made gives way to a sentence.
  document.addEventListener('error', (event) => {
    const said = event.target.dataset && event.target.dataset.failed;
    if (!said) return;
    const note = document.createElement('p');
    note.className = 'banner warn';
    note.textContent = said;
    (event.target.closest('.page-view, .overlay') || event.target).replaceWith(note);
  }, true);

  document.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const cite = event.target.closest('a.cite');
    if (cite && choose(cite.dataset.turn, cite.dataset.n)) event.preventDefault();

    const back = event.target.closest('a.to-answer');
    if (back) {
      event.preventDefault();
      document.querySelector(back.getAttribute('href'))?.scrollIntoView({ behavior: 'smooth', block: 'start' });
    }

    const toggle = event.target.closest('[data-crop-toggle]');
    if (toggle) {
      const view = toggle.closest('details').querySelectorAll('.page-view[data-page]');
      const at = [...toggle.closest('details').querySelectorAll('[data-crop-toggle]')].indexOf(toggle);
      const whole = view[at].toggleAttribute('data-whole');
      toggle.textContent = whole ? toggle.dataset.cropped : toggle.dataset.whole;
    }

    const language = event.target.closest('a[data-lang]');
    if (language) window.rememberLanguage(language.dataset.lang);

    const field = event.target.closest('.cite-as input');
    if (field) field.select();
  });

  // A clause's page: bring the marked lines into view within the column of page images.
  const column = document.querySelector('.page-column');
  const first = column && column.querySelector('.mark');
  if (first && column.scrollHeight > column.clientHeight) {
    const offset = first.getBoundingClientRect().top - column.getBoundingClientRect().top;
    column.scrollTop = Math.max(0, offset - column.clientHeight / 3);
  }

  // The chat is drawn by Gradio after loading: keep the page's language and its light colours in step with it.
  // The newest question is brought to the top when it is put, and again when its answer is complete.
  let shown = '';
  const showNewestTurn = () => {
    const all = document.querySelectorAll('.turn');
    const newest = all[all.length - 1];
    const state = newest ? `${all.length} ${newest.querySelector('[aria-busy]') ? 'running' : 'done'}` : '';
    if (state !== shown && all.length > 1) newest.scrollIntoView({ block: 'start' });
    shown = state;
  };
  const keepInStep = () => {
    showNewestTurn();
    const current = document.querySelector('.languages [aria-current]');
    if (current) document.documentElement.lang = current.dataset.lang === 'zh' ? 'zh-CN' : 'en';
    if (document.body.classList.contains('dark')) document.body.classList.remove('dark');
  };
  if (document.querySelector('gradio-app') || !document.body) {
    document.addEventListener('DOMContentLoaded', keepInStep);
    new MutationObserver(keepInStep).observe(document.documentElement, {
      subtree: true, childList: true, attributes: true, attributeFilter: ['aria-current', 'aria-busy', 'class'],
    });
  }
})();
