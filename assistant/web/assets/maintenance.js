// The maintenance desk: files are sent one by one as they are dropped; lists and progress keep up to date.
(() => {
  'use strict';

  const drop = document.getElementById('drop');
  const sending = document.getElementById('sending');
  const list = document.getElementById('uploads');

  const refused = async (request) => {
    try { return JSON.parse(request.responseText).error.message; } catch { return drop.dataset.lost; }
  };

  const send = (file) => new Promise((done) => {
    const row = document.createElement('li');
    const name = document.createElement('span');
    const bar = document.createElement('progress');
    const problem = document.createElement('span');
    name.textContent = file.name;
    problem.className = 'problem';
    bar.max = 100;
    bar.setAttribute('aria-label', `${drop.dataset.sending} ${file.name}`);
    row.append(name, bar, problem);
    sending.append(row);
    const fail = (said) => { problem.textContent = said; bar.remove(); done(); };
    if (!/\.pdf$/i.test(file.name)) return fail(drop.dataset.notPdf);
    if (file.size > drop.dataset.limit * 1048576) return fail(drop.dataset.tooLarge);
    const request = new XMLHttpRequest();
    request.open('POST', `/maintain/upload?name=${encodeURIComponent(file.name.slice(-400))}`);
    request.setRequestHeader('X-CSRF-Token', drop.dataset.csrf);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Content-Type', 'application/pdf');
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = 100 * event.loaded / event.total; };
    request.onload = async () => {
      if (request.status !== 201) return fail(await refused(request));
      row.remove();
      refresh();
      done();
    };
    request.onerror = () => fail(drop.dataset.lost);
    request.send(file);
    return undefined;
  });

  const sendAll = async (files) => { for (const file of files) await send(file); };

  // While anything is being read, the list is asked for again.
  let asking = 0;
  const refresh = async () => {
    clearTimeout(asking);
    const answer = await fetch(list.dataset.poll);
    if (answer.ok && !answer.redirected) list.innerHTML = await answer.text();
    watch();
  };
  const watch = () => { if (list.querySelector('[data-busy]')) asking = setTimeout(refresh, 1000); };

  if (drop) {
    const input = drop.querySelector('input[type=file]');
    input.addEventListener('change', () => { sendAll([...input.files]); input.value = ''; });
    for (const kind of ['dragenter', 'dragover']) {
      drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add('over'); });
    }
    for (const kind of ['dragleave', 'drop']) drop.addEventListener(kind, () => drop.classList.remove('over'));
    drop.addEventListener('drop', (event) => { event.preventDefault(); sendAll([...event.dataTransfer.files]); });
    drop.addEventListener('submit', (event) => event.preventDefault());
    watch();
  }

  // The re-index: its state is asked for each second, and the page is shown anew when it has ended.
  const job = document.getElementById('job');
  const follow = async () => {
    const answer = await fetch(job.dataset.poll, { headers: { Accept: 'application/json' } });
    if (!answer.ok) return;
    const state = await answer.json();
    if (!state.running) { window.location.replace('/maintain/index'); return; }
    job.querySelector('progress').value = state.percent;
    job.querySelectorAll('[data-told]').forEach((one) => { one.textContent = state[one.dataset.told]; });
    setTimeout(follow, 1000);
  };
  if (job && job.hasAttribute('data-running')) setTimeout(follow, 500);

  const unread = document.querySelector('[data-reload]');
  if (unread) setTimeout(() => window.location.reload(), Number(unread.dataset.reload));
})();
