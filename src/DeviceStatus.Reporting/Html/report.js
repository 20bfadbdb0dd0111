'use strict';
(function () {
  const byId = id => document.getElementById(id);
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const meanings = ['unknown', 'good', 'pending', 'bad'];

  const theme = byId('theme');
  const dark = () => (document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const nameTheme = () => { theme.textContent = dark() ? 'Light colours' : 'Dark colours'; };
  theme.addEventListener('click', () => { document.documentElement.dataset.theme = dark() ? 'light' : 'dark'; nameTheme(); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', nameTheme);
  nameTheme();
  theme.hidden = false;

  if (!byId('table')) return;
  document.documentElement.classList.add('script');

  const data = JSON.parse(byId('report-data').textContent);
  const words = new Map(data.words.map(word => [word.value.toLowerCase(), word]));
  const rowCount = data.rows.length;
  const rowMeaning = Uint8Array.from(data.rows, row => row[0]);
  const columns = data.columns.map((column, index) => read(column, index + 1)).filter(column => column.used);
  data.rows = null;

  // A text column becomes a list of its texts and, for each row, the place in that list; 0 is the empty text.
  function read(column, at) {
    const values = new Float64Array(rowCount);
    const texts = [''];
    const known = new Map([['', 0]]);
    const places = [0];
    const isText = column.kind === 'text' || column.kind === 'word';
    let used = false;
    for (let row = 0; row < rowCount; row++) {
      let cell = data.rows[row][at];
      if (isText) {
        if (typeof cell === 'string') {
          const key = column.filter ? cell.toLowerCase() : cell;
          if (!known.has(key)) { known.set(key, texts.length); texts.push(cell); }
          places.push(known.get(key));
          cell = places[places.length - 1];
        } else {
          cell = places[cell];
        }
      } else if (column.kind === 'date' && cell === -1) {
        cell = Infinity;
      }
      values[row] = cell;
      used = used || cell !== 0;
    }
    const shown = column.show === 'always' || (column.show === 'varies' && texts.length > 2);
    return { ...column, values, texts, isText, used, shown, ranks: null };
  }

  function textOf(column, row) {
    const value = column.values[row];
    if (value === 0) return '';
    if (column.isText) return column.texts[value];
    if (column.kind === 'number') return String(value);
    return value === Infinity ? 'Never' : new Date(value * 1000).toISOString().slice(0, 16).replace('T', ' ');
  }

  const labelOf = text => (words.get(text.toLowerCase()) || { label: text }).label;

  // Rows without a value stand last whichever way a column is sorted.
  function ranksOf(column) {
    if (column.ranks) return column.ranks;
    if (!column.isText) return (column.ranks = column.values);
    const order = column.texts.map((text, index) => index).sort((a, b) => collator.compare(column.texts[a], column.texts[b]));
    const rankOfText = new Uint32Array(order.length);
    order.forEach((text, rank) => { rankOfText[text] = rank; });
    return (column.ranks = Float64Array.from(column.values, value => rankOfText[value]));
  }

  const state = { sort: null, down: false, page: 0, matches: new Uint32Array(0) };
  let haystacks = null;

  function haystackOf(row) {
    return columns.map(column => {
      const text = textOf(column, row);
      return column.kind === 'word' ? text + '\n' + labelOf(text) : text;
    }).join('\n').toLowerCase();
  }

  function select() {
    const terms = byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    if (terms.length && !haystacks) haystacks = Array.from({ length: rowCount }, (_, row) => haystackOf(row));
    const meaning = byId('meaning').value;
    const wanted = columns.filter(column => column.list && column.list.value !== '');
    const found = [];
    for (let row = 0; row < rowCount; row++) {
      if (meaning !== '' && rowMeaning[row] !== Number(meaning)) continue;
      if (!wanted.every(column => column.values[row] === Number(column.list.value))) continue;
      if (terms.length && !terms.every(term => haystacks[row].includes(term))) continue;
      found.push(row);
    }
    if (state.sort) {
      const { values } = state.sort;
      const ranks = ranksOf(state.sort);
      const sign = state.down ? -1 : 1;
      found.sort((a, b) => (values[a] === 0) - (values[b] === 0) || (ranks[a] < ranks[b] ? -sign : ranks[a] > ranks[b] ? sign : a - b));
    }
    state.matches = found;
    state.page = 0;
    show();
  }

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function icon(meaning) {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    svg.setAttribute('class', 'icon ' + meaning);
    svg.setAttribute('aria-hidden', 'true');
    svg.appendChild(document.createElementNS(space, 'use')).setAttribute('href', '#icon-' + meaning);
    return svg;
  }

  function cellOf(column, row, isName) {
    const text = textOf(column, row);
    const cell = element(isName ? 'th' : 'td', { className: column.kind + ' ' + column.key });
    if (isName) cell.scope = 'row';
    if (text === '') return cell;
    if (column.kind === 'word') {
      const word = words.get(text.toLowerCase());
      cell.append(element('span', { className: 'status', title: text }, icon(meanings[word ? word.meaning : 0]), element('bdi', {}, labelOf(text))));
    } else {
      cell.append(element('bdi', {}, text));
    }
    return cell;
  }

  const pageSize = () => Number(byId('size').value);

  function show() {
    const total = state.matches.length;
    const pages = Math.max(1, Math.ceil(total / pageSize()));
    state.page = Math.min(Math.max(state.page, 0), pages - 1);
    const from = state.page * pageSize();
    const shown = columns.filter(column => column.shown);
    const name = shown.find(column => column.key === 'device') || shown[0];
    const rows = Array.from(state.matches.slice(from, from + pageSize()), row =>
      element('tr', {}, ...shown.map(column => cellOf(column, row, column === name))));
    byId('grid').tBodies[0].replaceChildren(...rows);
    const number = value => value.toLocaleString('en-GB');
    byId('count').textContent = total === 0 ? 'No row matches.'
      : `${number(from + 1)}–${number(from + rows.length)} of ${number(total)}` + (total === rowCount ? ' rows' : ` matching rows, of ${number(rowCount)}`);
    byId('page').textContent = `Page ${number(state.page + 1)} of ${number(pages)}`;
    byId('first').disabled = byId('previous').disabled = state.page === 0;
    byId('next').disabled = byId('last').disabled = state.page === pages - 1;
  }

  function showHeads() {
    const heads = columns.filter(column => column.shown).map(column => {
      const button = element('button', { type: 'button' }, column.label, element('span', { className: 'arrow', ariaHidden: 'true' }));
      const head = element('th', { scope: 'col', className: column.kind + ' ' + column.key }, button);
      head.setAttribute('aria-sort', state.sort !== column ? 'none' : state.down ? 'descending' : 'ascending');
      button.addEventListener('click', () => {
        state.down = state.sort === column && !state.down;
        state.sort = column;
        showHeads();
        select();
        byId('grid').querySelector(`thead th.${column.key} button`).focus();
      });
      return head;
    });
    byId('grid').tHead.replaceChildren(element('tr', {}, ...heads));
  }

  function addFilter(column) {
    const counts = new Uint32Array(column.texts.length);
    column.values.forEach(value => { counts[value]++; });
    const order = column.texts.map((text, index) => index).filter(index => counts[index]);
    if (!column.filter || order.length < 2 || order.length > 1000) return;
    order.sort((a, b) => collator.compare(labelOf(column.texts[a]), labelOf(column.texts[b])));
    const options = order.map(index => element('option', { value: String(index) }, `${index ? labelOf(column.texts[index]) : '(none)'} (${counts[index].toLocaleString('en-GB')})`));
    column.list = element('select', { id: 'filter-' + column.key }, element('option', { value: '' }, 'All'), ...options);
    const field = element('div', { className: 'field' }, element('label', { htmlFor: column.list.id }, column.label), column.list);
    byId('tools').insertBefore(field, byId('columns'));
  }

  function addChoice(column) {
    const box = element('input', { type: 'checkbox', checked: column.shown });
    box.addEventListener('change', () => { column.shown = box.checked; showHeads(); show(); });
    byId('columns').querySelector('fieldset').append(element('label', {}, box, ' ' + column.label));
  }

  function clear() {
    byId('search').value = byId('meaning').value = '';
    columns.filter(column => column.list).forEach(column => { column.list.value = ''; });
    keepTenant();
  }

  // The views of the tenants stand in the page, and one of them is shown; the rows follow.
  const tenants = byId('tenant');
  const views = Array.from(document.querySelectorAll('.view'));

  function keepTenant() {
    const column = columns.find(candidate => candidate.key === 'connection');
    if (!tenants || !column || !column.list) return;
    const place = tenants.value === '' ? -1 : column.texts.findIndex(text => text.toLowerCase() === tenants.value.toLowerCase());
    column.list.value = place < 1 ? '' : String(place);
  }

  function showTenant() {
    views.forEach(view => { view.hidden = view.dataset.tenant !== tenants.value; });
    clear();
    select();
  }

  // A cell that begins like a formula gets an apostrophe, so that no spreadsheet runs it.
  function csvCell(text) {
    const safe = /^[=+\-@\t\r\n]/.test(text) ? "'" + text : text;
    return /[",;\r\n\t]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
  }

  function download() {
    const parts = ['\uFEFF' + columns.map(column => csvCell(column.label)).join(',') + '\r\n'];
    for (const row of state.matches) parts.push(columns.map(column => csvCell(textOf(column, row))).join(',') + '\r\n');
    const address = URL.createObjectURL(new Blob(parts, { type: 'text/csv' }));
    const link = element('a', { href: address, download: 'device-status.csv' });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  function goToRows(apply) {
    clear();
    apply();
    select();
    byId('rows').scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    byId('search').focus({ preventScroll: true });
  }

  // A value in the summary becomes a button that shows its rows.
  function linkSummary() {
    for (const cell of document.querySelectorAll('th[data-column]')) {
      const column = columns.find(candidate => candidate.key === cell.dataset.column);
      const place = column && column.list ? column.texts.findIndex(text => text.toLowerCase() === cell.dataset.value.toLowerCase()) : -1;
      if (place < 1) continue;
      const button = element('button', { type: 'button', className: 'show', title: 'Show these rows' }, ...cell.childNodes);
      button.addEventListener('click', () => goToRows(() => { column.list.value = String(place); }));
      cell.append(button);
    }
  }

  columns.filter(column => column.isText).forEach(addFilter);
  columns.forEach(addChoice);
  linkSummary();
  let timer = 0;
  byId('search').addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(select, 120); });
  byId('tools').addEventListener('change', event => { if (event.target.tagName === 'SELECT') select(); });
  byId('download').addEventListener('click', download);
  if (tenants) {
    tenants.addEventListener('change', showTenant);
    byId('tenants').hidden = false;
  }
  byId('clear').addEventListener('click', () => { clear(); select(); });
  byId('tools').addEventListener('submit', event => event.preventDefault());
  byId('size').addEventListener('change', () => { state.page = 0; show(); });
  const turn = (id, page) => byId(id).addEventListener('click', () => { state.page = page(); show(); });
  turn('first', () => 0);
  turn('previous', () => state.page - 1);
  turn('next', () => state.page + 1);
  turn('last', () => Infinity);
  showHeads();
  select();
  byId('table').hidden = false;
})();
