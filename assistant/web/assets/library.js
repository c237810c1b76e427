// The library's pages: a citation is copied by its button.
(() => {
  'use strict';

  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    const said = button.textContent;
    // Without the right to the clipboard the words are at least selected, to be copied by hand.
    select(source);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = said; }, 2000);
    } catch (refused) {
      document.execCommand('copy');
    }
  });
})();
