/* Search by sections. book/search_index.py puts this before the index that it writes, in
   the place of Sphinx's; Sphinx's page, field and words around it stay.

   A text is made of words in Latin letters, by their stems and with a space on each side,
   and of Hangul without spaces: 윈도우 크기 is 윈도우크기. What is sought is counted in it:
   a Korean word whole and by two syllables at a time, so that particles, endings and
   compounds cost little; a term also by its other names. Sections are ranked by BM25
   (Robertson and Zaragoza 2009), where a hit in a heading counts for several. */

(() => {
  const TOO_COMMON = {
    en: "Words as common as these, and numbers, are not searched for. Try a rarer word.",
    ko: "이렇게 흔한 낱말과 숫자는 찾지 않는다. 더 드문 낱말로 찾아보자.",
  };
  const FOUND = {
    en: (many) => (many === 1 ? "One section." : `${many} sections, the nearest first.`),
    ko: (many) => `${many}곳을 찾았다. 가까운 것이 앞에 온다.`,
  };
  const FIELDS = { heading: 4, terms: 5, title: 1.5, text: 1, code: 0.3 };
  const SATURATION = 1.2; // k and b of BM25
  const LENGTH = 0.5;
  const MOST = 30; // results
  // Weights, where a word of the query has 1 or, if it is short, 1.5
  const TERM = 1;
  const PART = 0.7; // a term within another
  const INNER = 0.5; // a word of a term that was written as one with others
  const NEARBY = 0.5; // of a word that stands elsewhere on the page, when all are asked for
  const FURTHER = 0.4; // of the entries of the glossary after the best
  const GLOSSARY = "book/glossary.html";
  const WORD = /[가-힣]+|√|\d+(?:\.\d+)+|[\p{Letter}\p{Number}]+?(?=[가-힣]|[^\p{Letter}\p{Number}]|$)/gu;
  const HANGUL = /^[가-힣]/;
  const PARTICLE = /(?:에서는|에서|에게|으로|까지|부터|처럼|보다|이란|이라|라는|이랑|하고|은|는|을|를|이|가|의|에|로|와|과|도|만|란|랑)$/;
  const ASKING = new Set(
    ("왜 어떻게 무엇 무엇인가 뭐 뭔가 무슨 어떤 이유 방법 차이 하나 하는 하나요 되나 " +
      "what why how does do is are can which when where we i you it my").split(" "),
  );
  const stemmer = new Stemmer();
  const stems = new Map();

  function stem(word) {
    if (!stems.has(word)) stems.set(word, stemmer.stemWord(word));
    return stems.get(word);
  }

  function folded(text) {
    const words = text.normalize("NFC").toLowerCase().match(WORD) ?? [];
    return words.map((word) => (HANGUL.test(word) ? word : ` ${stem(word)} `)).join("").replaceAll("  ", " ");
  }

  /* A name as it stands in a folded text; a Korean word may go on behind it. */
  function count(text, piece) {
    let found = 0;
    for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length - (piece.endsWith(" ") ? 1 : 0))) found++;
    return found;
  }

  let sections;
  let lengths;
  let names;

  function prepare(index) {
    sections = index.sections.map(([page, id, title, heading, text, terms, code, lesser]) => ({
      page, id, title, heading, text, lesser,
      folded: { heading: folded(heading), terms: folded(terms), title: folded(title), text: folded(text), code: folded(code) },
    }));
    lengths = sections.map((section) => section.folded.text.length + 100);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    lengths = lengths.map((length) => 1 - LENGTH + (LENGTH * length) / mean);
    names = index.names.map((group) => group.map((name) => ({ whole: folded(name), words: sought(name) })));
  }

  /* What each section scores for a piece, or for the best of several. */
  function scores(...pieces) {
    const found = sections.map(({ folded }) =>
      Object.entries(FIELDS).reduce((sum, [field, weight]) => sum + weight * Math.max(...pieces.map((piece) => count(folded[field], piece))), 0),
    );
    const holding = found.filter((often) => often).length;
    const rare = Math.log(1 + (sections.length - holding + 0.5) / (holding + 0.5));
    return { rare: holding ? rare : 0, each: found.map((often, i) => (rare * often * (1 + SATURATION)) / (often + SATURATION * lengths[i])) };
  }

  function syllables(word) {
    return [...word].slice(1).map((_, i) => word.slice(i, i + 2));
  }

  /* The words of a query that say what is sought. */
  function sought(query) {
    const words = (query.normalize("NFC").toLowerCase().match(WORD) ?? []).map((word) => {
      const bare = word.replace(PARTICLE, "");
      return HANGUL.test(word) && bare.length >= 2 ? bare : word;
    });
    const telling = words.filter((word) => !ASKING.has(word) && !stopwords.includes(word) && !/^\d+$/.test(word));
    const longer = telling.filter((word) => word.length > 1 || word === "√");
    return longer.some((word) => HANGUL.test(word) || word.length > 1) ? telling.filter((word) => !(HANGUL.test(word) && word.length < 2)) : telling;
  }

  /* Terms of the glossary that a query names, by all their names, and the words of each.
     One that is a part of another counts for less. */
  function meant(query) {
    const asked = ` ${folded(query)} `;
    const named = new Map();
    for (const group of names) {
      const found = group.filter(({ whole }) => whole.trim().length > 1 && asked.includes(whole));
      const longest = found.sort((a, b) => b.whole.length - a.whole.length)[0];
      if (!longest) continue;
      const term = named.get(longest.whole) ?? { words: longest.words, names: new Set() };
      for (const { whole } of group) term.names.add(whole);
      named.set(longest.whole, term);
    }
    const wholes = [...named.keys()];
    return [...named].map(([whole, { words, names }]) => ({
      words,
      names: [...names],
      part: wholes.some((other) => other !== whole && other.includes(whole)),
    }));
  }

  /* What to count for a word: its weight, its scores, and those of its syllables. */
  function counted(word) {
    const piece = folded(word);
    const whole = scores(piece);
    if (!HANGUL.test(word)) return { weight: 1.5, whole: whole.rare || word.length < 3 ? whole : scores(piece.trimEnd()), two: [] };
    if (word.length < 3) return { weight: 1.5, whole, two: [] };
    return { weight: 1, whole, two: syllables(word).map((piece) => scores(piece)) };
  }

  function lighter(part, by) {
    return { ...part, weight: part.weight * by };
  }

  function ranked(query) {
    const words = sought(query);
    if (!words.length) return null;
    const terms = meant(query);
    const parts = words.map(counted);
    const inner = new Set(terms.flatMap(({ words }) => (words.length > 1 ? words : [])));
    for (const word of inner) if (!words.includes(word)) parts.push(lighter(counted(word), INNER));
    for (const { names, part } of terms) {
      const whole = scores(...names);
      parts.push({ weight: part ? PART : TERM, whole, two: [] });
    }
    words.slice(1).forEach((word, i) => {
      if (!HANGUL.test(word) && !HANGUL.test(words[i])) parts.push({ weight: 1, whole: scores(folded(`${words[i]} ${word}`)), two: [] });
    });
    const pages = parts.map(({ whole }) => new Set(sections.filter((_, i) => whole.each[i]).map(({ page }) => page).filter((page) => page !== GLOSSARY)));
    const most = parts.reduce((sum, { weight, whole }) => sum + weight * whole.rare, 0) || 1;
    const results = sections.map((section, i) => {
      let score = 0;
      let covered = 0;
      for (const [at, { weight, whole, two }] of parts.entries()) {
        const share = two.filter(({ each }) => each[i]).length / two.length || 0;
        const syllables = two.reduce((sum, { each }) => sum + each[i], 0) / (two.length || 1);
        score += weight * (whole.each[i] + syllables);
        covered += weight * whole.rare * (whole.each[i] ? 1 : Math.max(share, pages[at].has(section.page) ? NEARBY : 0));
      }
      return { section, score: score * (0.3 + (0.7 * covered) / most) * (section.lesser ? 0.6 : 1) };
    });
    const best = (a, b) => b.score - a.score;
    results.sort(best);
    const entries = results.filter(({ section }) => section.page === GLOSSARY).slice(1);
    for (const entry of entries) entry.score *= FURTHER; // one definition is enough at first
    return results.filter(({ score }) => score > 0).sort(best).slice(0, MOST);
  }

  /* What of a text a reader would mark: the words as they stand there. */
  function marks(query) {
    const words = new Set(sought(query).filter((word) => word.length > 1));
    for (const { names } of meant(query)) for (const name of names) if (HANGUL.test(name)) words.add(name.trim());
    const rule = [...words].map((word) => (HANGUL.test(word) ? [...word].join("\\s?") : `\\b${stem(word).replace(".", "\\.")}[a-z]*`));
    return rule.length ? new RegExp(rule.join("|"), "giu") : null;
  }

  function excerpt(text, rule) {
    const places = rule ? [...text.matchAll(rule)].map((found) => found.index) : [];
    const near = (start) => places.filter((place) => place >= start && place < start + 200).length;
    const best = places.reduce((best, place) => (near(place) > near(best) ? place : best), places[0] ?? 0);
    const start = best < 60 ? 0 : text.indexOf(" ", best - 50) + 1;
    return (start ? "… " : "") + text.slice(start, start + 240).trim() + (start + 240 < text.length ? " …" : "");
  }

  function shown({ section, score }, rule) {
    const item = document.createElement("li");
    const link = item.appendChild(document.createElement("a"));
    link.href = `${section.page}#${section.id}`;
    link.dataset.score = score.toFixed(2);
    link.textContent = section.title && section.title !== section.heading ? `${section.title} › ${section.heading}` : section.heading;
    const text = item.appendChild(document.createElement("p"));
    text.className = "context";
    const words = excerpt(section.text, rule);
    let after = 0;
    for (const found of rule ? words.matchAll(rule) : []) {
      text.append(words.slice(after, found.index));
      const mark = text.appendChild(document.createElement("span"));
      mark.className = "highlighted";
      mark.textContent = found[0];
      after = found.index + found[0].length;
    }
    text.append(words.slice(after));
    return item;
  }

  Search.query = (query) => {
    if (!sections) prepare(Search._index);
    const results = ranked(query);
    const rule = results && marks(query);
    Search.output.replaceChildren(...(results ?? []).map((result) => shown(result, rule)));
    const seen = rule ? (results ?? []).flatMap(({ section }) => section.text.match(rule) ?? []) : [];
    localStorage.setItem("sphinx_highlight_terms", [...new Set(seen.join(" ").toLowerCase().split(" "))].filter((word) => word.length > 1).join(" "));
    _finishSearch((results ?? []).length);
    const language = document.documentElement.lang === "ko" ? "ko" : "en";
    if (results?.length) Search.status.textContent = FOUND[language](results.length);
    else if (!results && query.trim()) Search.status.textContent = TOO_COMMON[language];
  };
})();

