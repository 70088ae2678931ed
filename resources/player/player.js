// Plays a run: draws the graph of the data at a step, and moves between steps. The data is said in player_data.py.
"use strict";
(function () {
  const D = JSON.parse(document.getElementById("data").textContent);
  const SVG = "http://www.w3.org/2000/svg";
  const WORDS = {
    en: {notes: "Notes", code: "Code", details: "Details", output: "Output", theme: "Light or dark", help: "Keys",
      names: "Side panel", fit: "Fit", first: "First step", last: "Last step", prev: "Step back", next: "Step", play: "Play",
      pause: "Pause", prevcall: "Previous backward()", nextcall: "Next backward()", step: "step {n} of {m}",
      before: "before the first of {m} steps", speed: "{n} a second", pick: "Click a card of the graph to see its numbers here.",
      noout: "Nothing is printed.", value: "value", older: "older", grad: "gradient", line: "line {n}", notyet: "not yet", none: "None",
      hint: "Hint", reveal: "Show the answer", check: "Check", answer: "Your answer", right: "Right.", wrong: "Not so.",
      unclear: "Type a number, or several with spaces between them.", some: "{n} of {m} are right.", of: "of {n} numbers, not {m}",
      graph: "Graph", close: "Close", zoom: "Zoom", arrows: "drag, wheel or two fingers move and zoom the graph",
      smaller: "Zoom out", larger: "Zoom in", nonotes: "No notes.", note: "next and previous note", played: "play and pause"},
    zh: {notes: "笔记", code: "代码", details: "详情", output: "输出", theme: "浅色或深色", help: "按键", names: "侧栏", fit: "适应窗口",
      first: "第一步", last: "最后一步", prev: "后退一步", next: "前进一步", play: "播放", pause: "暂停", prevcall: "上一次 backward()",
      nextcall: "下一次 backward()", step: "第 {n} 步，共 {m} 步", before: "第一步之前，共 {m} 步", speed: "每秒 {n} 步",
      pick: "点击图上的卡片，这里显示它的数值。", noout: "没有输出。", value: "值", older: "旧值", grad: "梯度", line: "第 {n} 行", notyet: "尚无", none: "None",
      hint: "提示", reveal: "显示答案", check: "检查", answer: "你的答案", right: "正确。", wrong: "不对。",
      unclear: "请输入一个数，多个数之间用空格隔开。", some: "{m} 个里对了 {n} 个。", of: "应有 {n} 个数，不是 {m} 个", graph: "图", close: "关闭", zoom: "缩放",
      arrows: "拖动、滚轮或双指移动和缩放图", smaller: "缩小", larger: "放大", nonotes: "没有笔记。", note: "下一条、上一条笔记", played: "播放和暂停"},
  };
  const W = WORDS[D.lang] || WORDS.en;
  const say = (text, fields) => text.replace(/\{(\w)\}/g, (_, k) => fields[k]);
  const $ = (id) => document.getElementById(id);
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const last = D.steps.length - 1;

  function el(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function html(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // ---- the state at a step: changes applied from the first on

  const parts = D.parts.map((p) => (typeof p === "number" ? D.parts[p] : p)).map((p) => ({...p, look: p.cards.map(() => null), line: p.edges.map(() => [0, 1]), scene: null}));
  let reached = -1;
  function forget() {
    for (const p of parts) { p.look.fill(null); p.line = p.edges.map(() => [0, 1]); }
    reached = -1;
  }
  function reach(step) {
    const touched = new Map();
    if (step < reached) { forget(); parts.forEach((p, i) => touched.set(i, null)); }
    for (let i = reached + 1; i <= step; i++) {
      const s = D.steps[i], p = parts[s.part];
      let seen = touched.get(s.part);
      if (seen === undefined) touched.set(s.part, seen = {cards: new Set(), edges: new Set()});
      for (const [slot, ...look] of s.cards) { p.look[slot] = look; if (seen) seen.cards.add(slot); }
      for (const [edge, state, ghost] of s.edges) { p.line[edge] = [state, ghost]; if (seen) seen.edges.add(edge); }
    }
    reached = step;
    return touched;
  }

  // ---- drawing a part

  const PAD = 12, BAR = 4, GLYPHS = {
    pend: "M4.5.8a3.7 3.7 0 1 0 0 7.4a3.7 3.7 0 1 0 0-7.4z", cur: "M4.5 0a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z",
    vis: "M.5 5L3.6 8L9 1.5", none: "M1 4.5H8",
    cut: "M1.9 1.1a1.6 1.6 0 1 0 .1 0zM1.9 7.6a1.6 1.6 0 1 0 .1 0zM2 2.4L4.2 4.5M8.5.2L2 6.7M5.7 6L8.5 8.8",
  };
  function scene(p) {
    if (p.scene) return p.scene;
    const root = el("g", {}), edges = el("g", {}), cards = el("g", {}), pills = el("g", {}), dots = el("g", {});
    root.append(edges, cards, pills, dots);
    const lines = p.edges.map(([a, b, rest, restHead, flow, flowHead, x, y, words], i) => {
      const g = el("g", {});
      g.append(el("title", {}, words), el("path", {class: "l", d: rest}), el("path", {class: "h", d: restHead}),
        el("circle", {class: "disc", cx: x, cy: y, r: 10}),
        el("path", {class: "snip", d: GLYPHS.cut, transform: `translate(${x - 4.5} ${y - 4.5})`}));
      edges.append(g);
      return g;
    });
    const boxes = p.cards.map((c, slot) => {
      const g = c[11] >= 0 ? chip(c) : card(c);
      g.dataset.slot = slot;
      g.addEventListener("click", () => { if (!moved) pick(p, slot); });
      cards.append(g);
      return g;
    });
    return (p.scene = {root, lines, boxes, pills, dots, edges});
  }
  function card(c) {
    const [kind, x, y, w, h, title, sub, shape] = c, rowH = c[12], g = el("g", {transform: `translate(${x} ${y})`});
    const right = w - PAD;
    g.append(el("title", {}, c[9]), el("rect", {class: "glow", x: -9, y: -9, width: w + 18, height: h + 18, rx: 16}),
      el("rect", {class: "w", y: 1.5, width: w, height: h + 0.5, rx: 7}),
      el("rect", {class: "b", width: w, height: h, rx: 7}),
      el("path", {class: "a", d: `M4 .68A7 7 0 0 0 0 7V${h - 7}A7 7 0 0 0 4 ${h - 0.68}z`}),
      el("text", {class: "t", x: PAD + BAR, y: 22, "data-room": right - PAD - BAR - 18}, title),
      el("path", {class: "glyph", transform: `translate(${right - 9} 12.5)`}),
      el("text", {class: "s", x: PAD + BAR, y: 38}, sub), el("text", {class: "m r", x: right, y: 38}, shape));
    if (h > 60) {
      g.append(el("path", {class: "u", d: `M${PAD + BAR} 45H${right}`}));
      for (let i = 0, top = 48; i < 2 && top + rowH < h; i++, top += rowH) {
        const room = right - PAD - BAR - 42, y0 = top + rowH / 2 + 3.5;
        g.append(el("text", {class: "s label", x: PAD + BAR, y: y0}, i ? "grad" : W.value),
          el("text", {class: "m row", x: PAD + BAR + 42, y: y0, "data-room": room}), el("g", {class: "heat", "data-top": top}));
      }
    }
    return g;
  }
  function chip(c) {
    const [kind, x, y, w, h, title] = c, g = el("g", {transform: `translate(${x} ${y})`});
    g.append(el("title", {}, c[9]), el("rect", {class: "b", width: w, height: h, rx: h / 2}),
      el("text", {class: "c", x: w / 2, y: h / 2 + 4.3}, title));
    return g;
  }
  function fitText(text) {
    const room = +text.dataset.room;
    text.removeAttribute("textLength"); text.removeAttribute("lengthAdjust");
    if (room && text.textContent && text.getComputedTextLength && text.getComputedTextLength() > room) {
      text.setAttribute("textLength", room);
      text.setAttribute("lengthAdjust", "spacingAndGlyphs");
    }
  }
  function paintCard(p, slot) {
    const c = p.cards[slot], look = p.look[slot] || ["pend", 1, -1, "", -1, "", "", -1, -1, 0], g = p.scene.boxes[slot];
    const [state, ghost] = look;
    g.setAttribute("class", `node ${c[0]} ${state}${ghost ? " ghost" : ""}${picked && picked.p === p && picked.slot === slot ? " pick" : ""}`);
    const glyph = g.querySelector(".glyph");
    if (glyph) glyph.setAttribute("d", c[0] === "untracked" && state !== "cur" ? "" : GLYPHS[state] || "");
    const rows = g.querySelectorAll(".row");
    rows.forEach((row, i) => {
      const text = look[2 + 2 * i] >= 0 ? D.texts[look[2 + 2 * i]] : "", tone = look[3 + 2 * i];
      const mono = i === 0 || look[6] === "value" || look[6] === "older";
      if (i) row.previousSibling.textContent = look[6] === "older" ? W.older : "grad";
      const heat = row.nextSibling, v = look[9] & (1 << i) ? D.values[look[7 + i]] : null;
      row.textContent = v ? "" : text;
      heat.replaceChildren(...(v ? heatMap(v.map, +heat.dataset.top, c[12], tone) : []));
      row.setAttribute("class", `row ${mono ? "m" : "s"}${tone && tone !== "text" ? ` T-${tone}` : mono ? "" : " T-sub"}`);
      fitText(row);
      secret(p, slot, i ? "grad" : "value", row, g);
    });
  }
  // a large tensor: its heat map (a code for each cell, see glyph.py) and its statistics
  const SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-";
  const pictures = new Map();
  function mapPicture([columns, rows, , , codes]) {
    const name = document.documentElement.dataset.theme === "dark" ? "dark" : "light", key = `${name} ${columns} ${codes}`;
    let made = pictures.get(key);
    if (!made) {
      const canvas = document.createElement("canvas"), paint = canvas.getContext("2d");
      canvas.width = columns; canvas.height = rows;
      [...codes].forEach((sign, k) => {
        paint.fillStyle = D.ramps[name][SIGNS.indexOf(sign)];
        paint.fillRect(k % columns, Math.floor(k / columns), 1, 1);
      });
      pictures.set(key, made = canvas.toDataURL());
    }
    return made;
  }
  function crosses([columns, rows, , , codes]) {
    const found = [...codes].map((sign, k) => (sign === "-" ? k : -1)).filter((k) => k >= 0), every = Math.ceil(found.length / 12);
    return found.filter((_, i) => i % every === 0).map((k) => [(k % columns + 0.5) / columns, (Math.floor(k / columns) + 0.5) / rows]);
  }
  function heatMap(map, top, rowH, tone) {
    const [, , w, h, , lines, odd] = map, x = PAD + BAR + 42, y = top + (rowH - h) / 2, first = top + rowH / 2 + 4 - (lines.length - 1) * 6;
    const marks = crosses(map).map(([u, v]) => `M${x + u * w - 2.5} ${y + v * h - 2.5}l5 5m-5 0l5-5`).join("");
    return [el("image", {class: "map", x, y, width: w, height: h, preserveAspectRatio: "none", href: mapPicture(map)}), el("path", {class: "bad", d: marks}),
      ...lines.map((line, k) => el("text", {class: `m T-${odd && k === lines.length - 1 ? "error" : tone}`, x: x + w + 8, y: first + 12 * k}, line))];
  }
  function paintEdge(p, edge) {
    const [state, ghost] = p.line[edge], e = p.edges[edge], g = p.scene.lines[edge], back = state === 1 || state === 2;
    g.setAttribute("class", `e${state}${ghost ? " ghost" : ""}`);
    g.querySelector(".l").setAttribute("d", back ? e[4] : e[2]);
    g.querySelector(".h").setAttribute("d", back ? e[5] : e[3]);
    if (state === 1) p.scene.edges.append(g);
  }
  function paintPills(p, s) {
    p.scene.pills.replaceChildren(...s.pills.map(([x0, y0, x1, y1, text, tone]) => {
      const g = el("g", {}), shown = hides("pill") ? "?" : D.texts[text];
      g.append(el("rect", {class: `p-${tone}`, x: x0, y: y0, width: x1 - x0, height: y1 - y0, rx: (y1 - y0) / 2}),
        el("text", {class: `k T-${tone}`, x: +x0 + 9, y: (+y0 + +y1) / 2 + 4, "data-room": x1 - x0 - 14}, shown));
      return g;
    }));
    p.scene.pills.querySelectorAll("text").forEach(fitText);
  }

  // ---- questions: what is asked is hidden until it is shown

  const open = new Set();
  function asked() {
    const stop = D.stops.find((one, i) => one.at === current.step && one.ask && !open.has(i));
    return stop ? stop.ask : null;
  }
  function hides(what) { const ask = asked(); return !!(ask && ask.hide.length && what === "pill"); }
  function secret(p, slot, row, text, g) {
    const ask = asked();
    const on = ask && ask.hide[0] === slot && ask.hide[1] === row && D.steps[current.step].part === p.number;
    g.querySelectorAll(`.hid-${row}`).forEach((old) => old.remove());
    if (!on) return;
    const y = +text.getAttribute("y"), x = +text.getAttribute("x"), wide = +text.dataset.room;
    text.textContent = "";
    text.nextSibling.replaceChildren();
    g.classList.add("secret");
    g.append(el("rect", {class: `hid hid-${row}`, x, y: y - 11, width: wide, height: 14, rx: 4}),
      el("text", {class: `hidmark hid-${row}`, x: x + wide / 2, y}, "?"));
  }
  parts.forEach((p, i) => { p.number = i; });

  // ---- showing a step

  const current = {step: 0};
  let shownPart = null, picked = null, moved = false;
  const picture = $("picture");
  function show(step, animate) {
    step = Math.max(0, Math.min(last, step));
    const before = current.step;
    current.step = step;
    draw(animate && step === before + 1);
    $("slider").value = step;
    history.replaceState(null, "", `#step=${D.steps[step].n}`);
  }
  function draw(animate) {
    const s = D.steps[current.step], p = parts[s.part], touched = reach(current.step);
    scene(p);
    if (shownPart !== p) {
      picture.replaceChildren(p.scene.root);
      if (!shownPart || !sameBox(shownPart, p)) fit(p);
      shownPart = p;
      p.stale = true;
    }
    for (const [i, seen] of touched) {
      const other = parts[i];
      if (other !== p) { other.stale = true; continue; }
      if (!seen || p.stale) { p.stale = true; continue; }
      seen.cards.forEach((slot) => paintCard(p, slot));
      seen.edges.forEach((edge) => paintEdge(p, edge));
    }
    if (p.stale) { p.cards.forEach((_, slot) => paintCard(p, slot)); p.edges.forEach((_, edge) => paintEdge(p, edge)); p.stale = false; }
    refreshSecrets(p);
    paintPills(p, s);
    p.scene.dots.replaceChildren();
    if (animate && !calm()) flow(p);
    texts(s, p);
    if (s.at !== undefined) follow(p, s.at);
  }
  let wasAsked = [];
  function refreshSecrets(p) {
    const ask = asked(), now = ask && ask.hide.length ? [ask.hide[0]] : [];
    [...wasAsked, ...now].forEach((slot) => { if (p.cards[slot]) paintCard(p, slot); });
    wasAsked = now;
  }
  const sameBox = (a, b) => a.box.every((v, i) => Math.abs(v - b.box[i]) < 1);
  function flow(p) {
    const begin = performance.now();
    const ways = p.line.map((line, i) => (line[0] === 1 ? p.scene.lines[i].querySelector(".l") : null)).filter(Boolean).slice(0, 24);
    const dots = ways.map((way) => ({way, length: way.getTotalLength(), dot: el("circle", {class: "dot", r: 4})}));
    dots.forEach((d) => p.scene.dots.append(d.dot));
    (function frame(now) {
      const t = Math.min(1, (now - begin) / 260);
      for (const d of dots) {
        const at = d.way.getPointAtLength(d.length * (1 - t));
        d.dot.setAttribute("cx", at.x); d.dot.setAttribute("cy", at.y);
      }
      if (t < 1 && dots.length && dots[0].dot.isConnected) requestAnimationFrame(frame);
      else dots.forEach((d) => d.dot.remove());
    })(begin);
  }
  function texts(s, p) {
    const count = s.n ? say(W.step, {n: s.n, m: D.count}) : say(W.before, {m: D.count});
    $("count").textContent = count;
    $("says").textContent = hides("pill") ? "" : D.texts[s.says];
    const [head, more] = s.head.map((i) => D.texts[i]);
    $("heading").replaceChildren(html("b", "", head), document.createTextNode(more ? "  " + more : ""));
    $("stage").setAttribute("aria-label", `${W.graph}: ${head}. ${count}. ${hides("pill") ? "" : D.texts[s.says]}`);
    $("slider").setAttribute("aria-valuetext", count);
    codeLine(s.line);
    details();
    outputs();
    notes();
    for (const [id, off] of [["first", current.step === 0], ["prev", current.step === 0], ["next", current.step === last],
      ["last", current.step === last], ["prevcall", !callAt(-1)], ["nextcall", !callAt(1)]]) $(id).disabled = !!off;
  }
  function callAt(by) {
    const starts = calls.filter((i) => (by > 0 ? i > current.step : i < current.step));
    return starts.length ? {at: by > 0 ? starts[0] : starts[starts.length - 1]} : null;
  }
  const calls = D.steps.map((s, i) => (s.call && (!i || D.steps[i - 1].call !== s.call) ? i : -1)).filter((i) => i >= 0);

  // ---- the camera

  const view = {x: 0, y: 0, k: 1};
  function place() {
    const box = $("stage").getBoundingClientRect();
    picture.setAttribute("viewBox", `${view.x} ${view.y} ${box.width / view.k} ${box.height / view.k}`);
  }
  const NARROW = 520, READABLE = 0.85, LEAST = 0.42;
  function fit(p, all) {
    const room = $("stage").getBoundingClientRect(), [l, t, r, b] = p.box, m = room.width < NARROW ? 12 : 34;
    const k = Math.min((room.width - 2 * m) / (r - l), (room.height - 2 * m) / (b - t), 1.6);
    view.k = all ? k : Math.max(k, room.width < NARROW ? READABLE : LEAST);
    view.x = (l + r) / 2 - room.width / view.k / 2;
    view.y = k < view.k ? t - m / view.k : (t + b) / 2 - room.height / view.k / 2;
    place();
  }
  function settle() {
    const s = D.steps[current.step];
    if (!shownPart) return;
    fit(shownPart);
    if (s.at !== undefined) follow(shownPart, s.at);
  }
  function zoomAt(factor, cx, cy) {
    const room = $("stage").getBoundingClientRect();
    const px = cx === undefined ? room.width / 2 : cx - room.left, py = cy === undefined ? room.height / 2 : cy - room.top;
    const k = Math.max(0.05, Math.min(6, view.k * factor));
    view.x += px / view.k - px / k; view.y += py / view.k - py / k; view.k = k;
    place();
  }
  function follow(p, slot) {
    const room = $("stage").getBoundingClientRect(), c = p.cards[slot], m = 24 / view.k;
    const w = room.width / view.k, h = room.height / view.k;
    if (c[1] - m >= view.x && c[1] + c[3] + m <= view.x + w && c[2] - m >= view.y && c[2] + c[4] + m <= view.y + h) return;
    view.x = c[1] + c[3] / 2 - w / 2; view.y = c[2] + c[4] / 2 - h / 2;
    place();
  }
  const pointers = new Map();
  let start = null;
  const stage = $("stage");
  stage.addEventListener("pointerdown", (e) => {
    if (e.target.closest("#zoom")) return;
    pointers.set(e.pointerId, [e.clientX, e.clientY]);
    moved = false; begin();
  });
  function begin() {
    const at = [...pointers.values()];
    start = {x: view.x, y: view.y, k: view.k, cx: mean(at, 0), cy: mean(at, 1), span: span(at)};
  }
  const mean = (at, i) => at.reduce((sum, p) => sum + p[i], 0) / at.length;
  const span = (at) => (at.length > 1 ? Math.hypot(at[0][0] - at[1][0], at[0][1] - at[1][1]) : 0);
  stage.addEventListener("pointermove", (e) => {
    if (!pointers.has(e.pointerId)) return;
    pointers.set(e.pointerId, [e.clientX, e.clientY]);
    const at = [...pointers.values()], cx = mean(at, 0), cy = mean(at, 1);
    if (!moved && Math.hypot(cx - start.cx, cy - start.cy) < 4 && at.length < 2) return;
    if (!moved) { moved = true; stage.setPointerCapture(e.pointerId); stage.classList.add("drag"); }
    const room = stage.getBoundingClientRect();
    const k = start.span ? Math.max(0.05, Math.min(6, start.k * span(at) / start.span)) : start.k;
    view.k = k;
    view.x = start.x + (start.cx - room.left) / start.k - (cx - room.left) / k;
    view.y = start.y + (start.cy - room.top) / start.k - (cy - room.top) / k;
    place();
  });
  for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, (e) => {
    pointers.delete(e.pointerId);
    if (pointers.size) begin(); else { stage.classList.remove("drag"); setTimeout(() => { moved = false; }); }
  });
  stage.addEventListener("wheel", (e) => {
    e.preventDefault();
    zoomAt(Math.exp(-e.deltaY * (e.ctrlKey ? 0.01 : 0.0015)), e.clientX, e.clientY);
  }, {passive: false});
  addEventListener("resize", () => { settle(); ticks(); });

  // ---- panels

  const tabs = ["notes", "code", "details", "output"].filter((name) => name !== "notes" || D.stops.length);
  function tab(name) {
    tabs.forEach((one) => {
      $(one).classList.toggle("on", one === name);
      $(`tab-${one}`).setAttribute("aria-selected", one === name);
      $(`tab-${one}`).tabIndex = one === name ? 0 : -1;
    });
    if (name === "code") codeLine(D.steps[current.step].line);
  }
  tabs.forEach((name) => {
    const button = html("button", "", W[name]);
    button.id = `tab-${name}`;
    button.setAttribute("role", "tab"); button.setAttribute("aria-controls", name);
    button.addEventListener("click", () => tab(name));
    button.addEventListener("keydown", (e) => {
      const by = {ArrowRight: 1, ArrowLeft: -1}[e.key];
      if (!by) return;
      e.stopPropagation();
      const to = tabs[(tabs.indexOf(name) + by + tabs.length) % tabs.length];
      tab(to); $(`tab-${to}`).focus();
    });
    $("tabs").append(button);
  });
  const TOKEN = /(#.*)|("""[^]*?"""|'''[^]*?'''|[rbfu]{0,2}"(?:\\.|[^"\\\n])*"|[rbfu]{0,2}'(?:\\.|[^'\\\n])*')|\b(False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)\b|\b(\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?j?)|\b([A-Za-z_]\w*)(?=\s*\()/g;
  const codeLines = D.code.replace(/\n+$/, "").split("\n").map((text, i) => {
    const div = html("div"), number = html("i", "", i + 1), span = html("span");
    let at = 0;
    for (const match of text.matchAll(TOKEN)) {
      const kind = ["cm", "st", "kw", "nu", "fn"][match.slice(1).findIndex((g) => g !== undefined)];
      span.append(text.slice(at, match.index), html("span", kind, match[0]));
      at = match.index + match[0].length;
    }
    span.append(text.slice(at) || " ");
    div.append(number, span);
    $("code").append(div);
    return div;
  });
  if (D.stops.length) { // the notes stand in their own panel
    let inNote = false;
    D.code.split("\n").forEach((text, i) => {
      if (/^# ?%%/.test(text)) { inNote = /\[(markdown|md)\]/.test(text); if (codeLines[i]) codeLines[i].classList.add("off"); }
      if (inNote && codeLines[i]) codeLines[i].classList.add("off");
    });
  }
  function codeLine(line) {
    const made = picked ? picked.p.cards[picked.slot][8] : 0;
    codeLines.forEach((div, i) => {
      div.classList.toggle("now", i + 1 === line);
      div.classList.toggle("made", i + 1 === made && made !== line);
    });
    const target = codeLines[line - 1];
    if (target && $("code").classList.contains("on")) target.scrollIntoView({block: "nearest"});
  }
  function pick(p, slot) {
    const old = picked;
    const host = p.cards[slot][11];
    picked = {p, slot};
    if (old && old.p.scene) paintCard(old.p, old.slot);
    paintCard(p, slot);
    tab("details");
    details();
    codeLine(D.steps[current.step].line);
  }
  function details() {
    const box = $("details");
    const s = D.steps[current.step], p = parts[s.part];
    let slot = picked && picked.p === p ? picked.slot : s.at;
    if (slot === undefined) { box.replaceChildren(html("p", "empty", W.pick)); return; }
    const c = p.cards[slot], look = p.look[slot] || [];
    const head = html("h2", "", c[9]), meta = html("p", "meta", [c[10] || c[6], c[7], c[8] ? say(W.line, {n: c[8]}) : ""].filter(Boolean).join(" · "));
    const ask = asked(), off = (row) => ask && ask.hide[0] === slot && ask.hide[1] === row;
    box.replaceChildren(head, meta, ...section(W.value, off("value") ? "?" : look[7], look[2]));
    if (c[0] !== "number" && look[4] !== undefined && look[4] >= 0) box.append(...section(W.grad, off("grad") ? "?" : look[8], look[4]));
  }
  function section(title, value, text) {
    const head = html("h3", "", title);
    if (value === "?") return [head, html("p", "empty", "?")];
    if (value === undefined || value < 0) return [head, html("p", "empty", text >= 0 ? D.texts[text] : W.notyet)];
    const v = D.values[value], meta = html("p", "meta", `${v.shape} · ${v.dtype}`);
    if (!v.cells) {
      if (!v.map) return [head, meta, html("p", "", v.stats)];
      const large = html("img", "map");
      large.src = mapPicture(v.map); large.alt = "";
      large.width = v.map[2] * 4; large.height = v.map[3] * 4;
      return [head, meta, large, html("p", "", v.stats)];
    }
    const table = html("table", "grid"), scroll = html("div", "scroll");
    v.cells.forEach((row, i) => {
      const tr = html("tr");
      row.forEach((cell, j) => {
        const td = html("td", "", cell), h = v.heat[i][j];
        if (h > 1) td.style.background = "var(--errorbg)";
        else if (h) td.style.background = `color-mix(in srgb, var(--heat-${h > 0 ? "plus" : "minus"}) calc(${Math.abs(h)} * var(--heat) * 100%), var(--heat-zero))`;
        tr.append(td);
      });
      table.append(tr);
    });
    scroll.append(table);
    return [head, meta, scroll];
  }
  function outputs() {
    const box = $("output");
    if (!D.output.length) { box.replaceChildren(html("p", "empty", W.noout)); return; }
    box.replaceChildren(...D.output.map(([at, stream, text]) =>
      html("span", (at > current.step ? "late " : "") + (stream === "stderr" ? "err" : ""), at > current.step && asked() ? "" : text)));
  }

  // ---- notes and questions

  const noteBoxes = D.stops.map((stop, index) => {
    const box = html("div", "note"), text = html("div");
    text.innerHTML = stop.html; // made from Markdown with its html switched off
    box.append(text);
    if (stop.ask) box.append(question(stop, index));
    $("notes").append(box);
    return box;
  });
  $("notes").addEventListener("click", (e) => {
    const link = e.target.closest("a");
    if (!link) return;
    e.preventDefault();
    if (link.dataset.step !== undefined) show(+link.dataset.step);
    if (link.dataset.card !== undefined) { const p = parts[D.steps[current.step].part]; pickQuietly(p, +link.dataset.card); follow(p, +link.dataset.card); }
    if (link.dataset.line !== undefined) { tab("code"); codeLine(+link.dataset.line); }
  });
  function pickQuietly(p, slot) {
    if (!p.cards[slot]) return;
    const old = picked;
    picked = {p, slot};
    if (old && old.p.scene) paintCard(old.p, old.slot);
    paintCard(p, slot);
    details();
  }
  function question(stop, index) {
    const ask = stop.ask, box = html("div", "ask"), q = html("div", "q"), row = html("div", "row"), told = html("div");
    q.innerHTML = ask.html;
    const field = html("input"), check = html("button", "", W.check), hint = html("button", "", W.hint), reveal = html("button", "", W.reveal);
    field.setAttribute("aria-label", W.answer); field.placeholder = W.answer; field.autocomplete = "off";
    const answered = () => { const v = verdict(field.value, ask); told.replaceChildren(html("p", v[0], v[1])); if (v[0] === "right") unveil(); };
    field.addEventListener("keydown", (e) => { e.stopPropagation(); if (e.key === "Enter") answered(); });
    check.addEventListener("click", answered);
    hint.addEventListener("click", () => { const p = html("div"); p.innerHTML = ask.hint; told.replaceChildren(p); });
    reveal.addEventListener("click", () => { told.replaceChildren(); unveil(); });
    function unveil() {
      open.add(index);
      const p = html("div"), value = html("p");
      p.innerHTML = ask.answer;
      value.append(html("code", "", ask.shown));
      told.append(value, p);
      row.hidden = true;
      draw(false);
    }
    row.append(field, check);
    if (ask.hint) row.append(hint);
    row.append(reveal);
    box.append(q, row, told);
    return box;
  }
  function verdict(text, ask) {
    const words = text.trim();
    if (!words) return ["unclear", W.unclear];
    if (ask.word !== undefined) return words.toLowerCase() === ask.word.toLowerCase() ? ["right", W.right] : ["wrong", W.wrong];
    const said = words.replace(/^(torch\.)?tensor/, "").replace(/[\[\](),;，；、]/g, " ").replace(/−/g, "-").trim().split(/\s+/).map((w) => {
      const part = w.split("/");
      return /^nan$/i.test(w) ? NaN : /^[-+]?[\d.]+(e[-+]?\d+)?(\/\d+)?$/i.test(w) ? (part.length > 1 ? part[0] / part[1] : +w) : null;
    });
    if (said.includes(null) || !ask.numbers) return ["unclear", W.unclear];
    const truth = ask.numbers.map((x) => (typeof x === "string" ? Number(x.replace("inf", "Infinity")) : x));
    const near = (a, b) => (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= 1e-4 + 5e-3 * Math.abs(b);
    const given = said.length === 1 ? truth.map(() => said[0]) : said;
    if (given.length !== truth.length) return ["wrong", say(W.of, {n: truth.length, m: said.length})];
    const right = truth.filter((x, i) => near(given[i], x)).length;
    if (right === truth.length) return ["right", W.right];
    return ["wrong", right && said.length > 1 ? say(W.some, {n: right, m: truth.length}) : W.wrong];
  }
  function notes() {
    let latest = -1;
    D.stops.forEach((stop, i) => { if (stop.at <= current.step) latest = i; });
    noteBoxes.forEach((box, i) => {
      box.classList.toggle("on", i === latest || D.stops[i].at === current.step);
      box.classList.toggle("ahead", D.stops[i].at > current.step);
    });
    if (latest >= 0 && $("notes").classList.contains("on")) noteBoxes[latest].scrollIntoView({block: "nearest"});
  }
  function nextNote(by) {
    const places = [...new Set(D.stops.map((stop) => stop.at))].sort((a, b) => a - b);
    const to = by > 0 ? places.find((at) => at > current.step) : places.reverse().find((at) => at < current.step);
    show(to === undefined ? (by > 0 ? last : 0) : to);
  }

  // ---- keys and buttons

  const ICONS = {
    first: "M19 20L9 12l10-8zM5 19V5", last: "M5 4l10 8-10 8zM19 5v14", prev: "M15 18l-6-6 6-6", next: "M9 18l6-6-6-6",
    play: "M6 3l14 9-14 9z", pause: "M7 4v16M17 4v16", prevcall: "M11 19l-9-7 9-7zM22 19l-9-7 9-7z",
    nextcall: "M13 19l9-7-9-7zM2 19l9-7-9-7z", theme: "M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z", fit: "M8 3H3v5M21 8V3h-5M3 16v5h5M16 21h5v-5",
    words: "M3 4h18v16H3zM14 4v16", help: "M9.1 9a3 3 0 0 1 5.8 1c0 2-3 3-3 3M12 17h.01M12 22a10 10 0 1 0 0-20a10 10 0 0 0 0 20z",
  };
  const icon = (id, name, label) => {
    const svg = el("svg", {viewBox: "0 0 24 24", "aria-hidden": "true"});
    svg.append(el("path", {d: ICONS[name]}));
    $(id).replaceChildren(svg);
    $(id).title = label; $(id).setAttribute("aria-label", label);
  };
  for (const name of ["first", "last", "prev", "next", "play", "prevcall", "nextcall", "theme", "fit", "help"]) icon(name, name, W[name]);
  icon("words", "words", W.names);
  $("in").setAttribute("aria-label", W.larger); $("out").setAttribute("aria-label", W.smaller);
  for (const n of [0.5, 1, 2, 4, 8]) $("speed").append(new Option(say(W.speed, {n}), n, n === 1, n === 1));
  $("speed").setAttribute("aria-label", W.play);
  let timer = 0;
  function play(on) {
    clearInterval(timer);
    timer = 0;
    icon("play", on ? "pause" : "play", on ? W.pause : W.play);
    if (!on) return;
    if (current.step === last) show(0);
    timer = setInterval(() => {
      if (asked()) return;
      if (current.step >= last) { play(false); return; }
      show(current.step + 1, +$("speed").value <= 4);
    }, 1000 / $("speed").value);
  }
  const jump = (by) => { const found = callAt(by); if (found) show(found.at); };
  const does = {
    first: () => show(0), last: () => show(last), prev: () => show(current.step - 1), next: () => show(current.step + 1, true),
    play: () => play(!timer), prevcall: () => jump(-1), nextcall: () => jump(1), in: () => zoomAt(1.25), out: () => zoomAt(0.8),
    fit: () => fit(shownPart, true), theme: () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"),
    help: () => $("about").showModal(), words: () => side($("side").hidden),
  };
  for (const id in does) $(id).addEventListener("click", () => { if (id !== "play" && timer && !["in", "out", "fit", "theme", "words", "help"].includes(id)) play(false); does[id](); });
  function side(on) { $("side").hidden = !on; $("words").setAttribute("aria-pressed", on); settle(); }
  $("speed").addEventListener("change", () => { if (timer) play(true); });
  $("slider").max = last;
  $("slider").addEventListener("input", () => { play(false); show(+$("slider").value); });
  const KEYS = {
    ArrowRight: "next", ArrowLeft: "prev", PageDown: "next", PageUp: "prev", Home: "first", End: "last", " ": "play",
    "]": "nextcall", "[": "prevcall", "+": "in", "=": "in", "-": "out", 0: "fit", "?": "help", d: "theme",
  };
  addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || $("about").open || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName) && e.target.id !== "slider") return;
    if (e.key === " " && e.target.tagName === "BUTTON") return;
    if (e.key === "n" || e.key === "p") { nextNote(e.key === "n" ? 1 : -1); return; }
    const name = KEYS[e.key];
    if (!name) return;
    e.preventDefault();
    if (timer && name !== "play") play(false);
    does[name]();
  });
  function theme(name) {
    document.documentElement.dataset.theme = name;
    document.documentElement.style.colorScheme = name;
    ticks();
    if (shownPart) { shownPart.stale = true; draw(false); }
  }
  function ticks() {
    const canvas = $("ticks"), box = canvas.getBoundingClientRect(), dpr = devicePixelRatio || 1;
    canvas.width = Math.max(1, box.width * dpr); canvas.height = Math.max(1, box.height * dpr);
    const edge = 8 * dpr, wide = (canvas.width - 2 * edge) / Math.max(1, last); // a block stands below its thumb
    const paint = canvas.getContext("2d"), style = getComputedStyle(document.documentElement);
    const colours = {f: "forward", b: "backward", o: "optimizer", p: "other"};
    const gap = wide > 6 ? Math.min(2 * dpr, wide / 6) : 0;
    D.steps.forEach((s, i) => {
      paint.fillStyle = style.getPropertyValue(`--${colours[s.phase]}`);
      paint.fillRect(edge + (i - 0.5) * wide + gap / 2, 0, wide - gap, canvas.height);
    });
    paint.fillStyle = style.getPropertyValue("--text");
    for (const stop of D.stops) paint.fillRect(edge + stop.at * wide - dpr, canvas.height - 4 * dpr, 2 * dpr, 4 * dpr);
  }
  (function about() {
    const list = html("dl"), rows = [["← →", `${W.prev}, ${W.next}`], ["Home End", `${W.first}, ${W.last}`], ["Space", W.played], ["[ ]", `${W.prevcall}, ${W.nextcall}`],
      ["+ − 0", `${W.zoom}, ${W.fit}`], ["d", W.theme]];
    if (D.stops.length) rows.splice(3, 0, ["n p", W.note]);
    for (const [key, text] of rows) {
      const dt = html("dt");
      key.split(" ").forEach((k) => dt.append(html("kbd", "", k), " "));
      list.append(dt, html("dd", "", text));
    }
    const close = html("button", "", W.close);
    close.addEventListener("click", () => $("about").close());
    $("about").append(list, html("p", "meta", W.arrows), close);
  })();

  $("title").textContent = D.title;
  $("where").textContent = D.file && D.file !== D.title ? D.file : "";
  $("app").hidden = false;
  const chosen = document.documentElement.dataset.chosen;
  theme(chosen === "dark" || (chosen === "light" && matchMedia("(prefers-color-scheme: dark)").matches) ? "dark" : "light");
  tab(tabs[0]);
  const asks = /step=(\d+)/.exec(location.hash), from = asks ? D.steps.findIndex((s) => s.n >= +asks[1]) : 0;
  show(from < 0 ? last : from);
  window.retrograd = {show, data: D, current};
})();
