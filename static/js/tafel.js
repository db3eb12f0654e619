// At the table: the screen goes where the table is, the clocks run, and the chair steps by key. The server decides what may be
// shown; here it is asked at once, also by a page nobody looks at, so that nothing stays on it.
import htmx from "htmx.org";
import { listKept } from "./concepten.js";
import { listUnsent } from "./samen_opslag.js";

const table = document.getElementById("tafel");
const LATE = 20_000; // without a signal it is asked now and then: signals can be lost
const WITHOUT_SOCKET = 4_000;

const head = () => document.getElementById("tafel-kop");
const middle = () => document.getElementById("tafel-midden");

if (table) {
  const running = () => head()?.dataset.loopt !== undefined;
  const renew = () => head() && htmx.trigger(head(), "ververs");
  for (const name of ["ot:sessie", ...table.dataset.volgt.split(" ")]) document.body.addEventListener(name, renew);

  let asked = Date.now();
  setInterval(() => {
    const wait = document.body.dataset.verbonden === undefined ? WITHOUT_SOCKET : LATE;
    if (running() && Date.now() - asked >= wait) renew();
  }, 1000);

  // What the screen shows already need not come again, and so is left alone.
  const ofTable = (element) => element?.closest("#tafel-kop, #tafel-agenda, #punt-kop");
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (!ofTable(ctx.sourceElement)) return;
    asked = Date.now();
    tellShown(ctx.request.headers);
  });
  function tellShown(headers) {
    const shown = middle()?.dataset.heeft;
    if (shown) headers["X-Heeft"] = shown;
    else delete headers["X-Heeft"];
  }

  // What waited for an earlier answer comes from a head that this answer took away: it would show nothing, and it does not
  // know yet what this screen looks at now.
  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement.id !== "tafel-kop" || ctx.sourceElement.isConnected || !head()) return;
    if (ctx.request.method === "GET") {
      event.preventDefault();
      renew();
    } else if (ctx.request.action.endsWith("/binnen")) {
      event.preventDefault();
      comeIn();
    } else {
      ctx.target = head();
      tellShown(ctx.request.headers);
    }
  });

  // No chair at it any more, or signed out: nothing stays.
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const status = ctx.response?.status;
    if (!ctx.sourceElement.matches("#tafel-kop")) return;
    if (status === 404 || status === 403) close("Dit overleg is voor u niet meer te zien.");
    // Not signed in: the page to sign in says so.
    if (status === 204 && document.body.dataset.weg === undefined) location.reload();
  });

  // How much of the screen the name of the item takes that stays in sight: what else stays, stays below it.
  const measured = new ResizeObserver(measure);
  function measure() {
    const name = document.querySelector(".puntkop__wie");
    const stays = name && getComputedStyle(name).position === "sticky";
    document.documentElement.style.setProperty("--kop", `${stays ? name.offsetHeight : 0}px`);
  }
  function watchName() {
    measured.disconnect();
    const name = document.querySelector(".puntkop__wie");
    if (name) measured.observe(name);
    measure();
  }
  document.addEventListener("htmx:after:swap", watchName);
  watchName();

  // Another item came while somebody was writing at the former: the name of the new one gets the focus, not one of its
  // fields; and what is typed on for a moment is no key of the table. The text itself is kept (concepten.js).
  const TYPES_ON = 2000;
  let deaf = 0;
  let item;
  let typing = false;
  let typed = 0; // when, at the item that is here
  const nameOf = () => document.getElementById("notitie")?.dataset.punt;
  document.addEventListener("input", ({ target }) => target.closest("#tafel-midden") && (typed = Date.now()));
  document.addEventListener("htmx:before:swap", () => {
    item = nameOf();
    typing = Boolean(document.activeElement?.matches("#tafel-midden :is(input, textarea, select)"));
  });
  document.addEventListener("htmx:after:swap", () => {
    if (nameOf() === item) return;
    scrollTo({ top: 0 });
    const name = document.getElementById("punt-naam");
    name?.scrollIntoView({ block: "nearest" });
    if (!typing || document.activeElement !== document.body) return;
    deaf = Date.now() + TYPES_ON;
    left = item;
    name?.focus({ preventScroll: true });
    if (Date.now() - typed < TYPES_ON) tellLeft(false);
    typed = 0;
  });

  // Keys that come now land nowhere, so that they do not land with another client: that is said, with the way back.
  let left; // the item somebody was writing at
  document.addEventListener("keydown", (event) => {
    if (Date.now() >= deaf || [...event.key].length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.target.matches("body, #punt-naam")) return;
    // A space would scroll the new item away.
    event.preventDefault();
    tellLeft(true);
  }, true);
  function tellLeft(dropped) {
    const words = running() ? "De tafel is verder." : "Het overleg is gesloten.";
    const line = document.createElement("p");
    line.dataset.lang = "";
    const back = linkTo(left, head()?.querySelector("[data-los]")?.dataset.los);
    if (back) line.append(`${words} Uw laatste woorden staan bij `, back, ".");
    else line.append(words);
    if (dropped) line.append(" Wat u daarna nog typte, is niet bewaard.");
    const bar = document.getElementById("melding");
    if (bar.textContent !== line.textContent) bar.replaceChildren(line);
  }

  // Who looks at the table is in: the page says so once somebody sees it, and the button does without JavaScript.
  function comeIn() {
    const offer = document.querySelector("#tafel-kop [data-kom-binnen]");
    if (!offer || document.visibilityState !== "visible" || document.getElementById("slot").childElementCount) return;
    offer.removeAttribute("data-kom-binnen");
    const form = offer.querySelector("form");
    // Not by submitting it: just after loading that would be the browser's own, and go to another page.
    htmx.ajax("POST", form.action, { source: head(), target: "#tafel-kop", values: Object.fromEntries(new FormData(form)) });
  }
  document.addEventListener("htmx:after:swap", comeIn);
  document.addEventListener("visibilitychange", comeIn);
  if (document.readyState === "complete") arrive();
  else addEventListener("load", arrive);

  // Who comes by a link to another item than where the table is, looks around: else the table takes them from it again.
  // That is a step too, so they are in by it.
  function arrive() {
    const elsewhere = head()?.dataset.elders;
    if (elsewhere) lookAt(elsewhere);
    else comeIn();
  }
  function lookAt(id) {
    htmx.ajax("POST", `${location.pathname}/volgen`, { source: head(), target: "#tafel-kop", values: { alleen: "1", punt: id } });
  }

  const folds = new Map(); // what somebody opened or shut, stays so when the head comes anew
  table.addEventListener("toggle", ({ target }) => target.id && folds.set(target.id, target.open), true);
  document.addEventListener("htmx:after:swap", () => {
    for (const [id, open] of folds) {
      const fold = document.getElementById(id);
      if (fold) fold.open = open;
    }
    tick();
    showKeys();
    showKept();
    fetchBeside();
  });

  // The item first, for everybody; a moment later what lies beside it.
  const BESIDE = 300;
  function fetchBeside() {
    const aside = document.querySelector("#tafel-naast[data-straks]");
    if (!aside) return;
    delete aside.dataset.straks;
    setTimeout(() => aside.isConnected && htmx.trigger(aside, "ververs"), BESIDE);
  }

  // What was decided here stands on the half page beside it, at once.
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const aside = document.getElementById("tafel-naast");
    if (!aside || ctx.response?.status !== 200 || ctx.request.method !== "POST") return;
    if (ctx.sourceElement.closest("#besluiten") && !aside.contains(document.activeElement)) htmx.trigger(aside, "ververs", { gevraagd: true });
  });

  // The clocks count on from what the server said, by its clock.
  let came = Date.now();
  let from;
  const tick = () => {
    const data = head()?.dataset;
    if (!data?.nu) return;
    if (from !== head()) {
      from = head();
      came = Date.now();
    }
    const passed = (Date.now() - came) / 1000;
    const words = JSON.parse(data.woorden);
    const left = data.minuten * 60 - data.besteed - passed;
    const over = Math.floor(-left / 60);
    if (left > 0) set("punt", left <= 60 ? "bijna" : "goed", Math.ceil(left / 60), words);
    else set("punt", over ? "over" : "om", over, words);
    const end = Number(data.nu) / 1000 + passed + Math.max(left, 0) + data.nog * 60;
    const late = Math.floor((end - data.einde / 1000) / 60);
    set("overleg", late >= 1 ? "uit" : "goed", late, words);
  };
  const set = (which, state, minutes, words) => {
    const clock = table.querySelector(`[data-klok=${which}]`);
    const text = words[which][state].replace("{}", minutes);
    if (!clock || clock.textContent === text) return;
    clock.textContent = text;
    clock.className = `klok klok--${state}`;
  };
  setInterval(tick, 1000);

  // Who speaks to the computer, or brushes past a key, switches them off (WCAG 2.1.4): remembered by this browser.
  const KEYS = "tafel:toetsen";
  function showKeys() {
    const off = localStorage.getItem(KEYS) === "uit";
    table.toggleAttribute("data-zonder-toetsen", off);
    for (const button of table.querySelectorAll("#tafel-kop [data-toets]")) {
      if (off) button.removeAttribute("aria-keyshortcuts");
      else button.setAttribute("aria-keyshortcuts", button.dataset.toets);
    }
    const line = table.querySelector("[data-toetsen]");
    if (!line) return;
    line.hidden = false;
    line.querySelector("[data-toetsen-stand]").textContent = off ? "Toetsen staan uit." : line.dataset.toetsen;
    line.querySelector("button").textContent = off ? "Zet toetsen aan" : "Zet toetsen uit";
  }
  table.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-toetsen] button")) return;
    if (table.hasAttribute("data-zonder-toetsen")) localStorage.removeItem(KEYS);
    else localStorage.setItem(KEYS, "uit");
    showKeys();
  });
  showKeys();

  // n or the arrow: the next item; r: the next of the round. From within a field only with Alt, and once per press. Escape
  // leaves the note.
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.altKey) return step(event, event.code.replace("Key", "").toLowerCase());
    if (event.key === "Escape" && event.target.matches("#notitie textarea")) return document.getElementById("punt-naam").focus();
    if (table.hasAttribute("data-zonder-toetsen")) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (Date.now() < deaf) deaf = Date.now() + TYPES_ON;
    else step(event, event.key === "ArrowRight" ? "n" : event.key);
  });

  function step(event, key) {
    const button = document.querySelector(`#tafel-kop [data-toets="${CSS.escape(key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  document.addEventListener("click", (event) => {
    const back = event.target.closest("#tafel-kop [data-los] a, #melding [data-lang] a[href*='?punt=']");
    if (!back || !running()) return;
    event.preventDefault();
    if (back.closest("#melding")) document.getElementById("melding").replaceChildren();
    lookAt(new URL(back.href).searchParams.get("punt"));
  });
  function close(text) {
    const notice = document.createElement("div");
    notice.className = "kaart smal";
    const line = document.createElement("p");
    line.setAttribute("role", "alert");
    line.textContent = text;
    const link = document.createElement("a");
    link.href = "/overleggen";
    link.textContent = "Naar uw overleggen";
    notice.append(line, link);
    document.getElementById("inhoud").replaceChildren(notice);
    document.getElementById("melding").replaceChildren();
  }

  // On a small screen the item comes first; the rest is a fold away (_tafelen.scss).
  for (const [width, id] of [["68em", "tafel-agenda-vouw"], ["46em", "naast-plan"]]) {
    if (!matchMedia(`(max-width: ${width})`).matches) continue;
    folds.set(id, false);
    document.getElementById(id)?.removeAttribute("open");
  }
}

// What was typed at an item the table left: it is kept (concepten.js), and here is the way back. Also before closing.
const PART = "/overleggen/punten/";
async function showKept() {
  const note = document.querySelector("[data-los]");
  if (!note) return;
  const here = document.getElementById("notitie")?.dataset.punt;
  const kept = await listKept(PART);
  const ids = new Set([...kept.map((key) => key.split(PART)[1].split("/")[0]), ...listUnsent()]);
  ids.delete(here);
  const lines = [...ids].map((id) => lineFor(id, note.dataset.los));
  note.replaceChildren(...lines.filter(Boolean));
  note.hidden = !note.childElementCount;
}

function lineFor(id, url) {
  const back = linkTo(id, url);
  if (!back) return undefined;
  const line = document.createElement("p");
  line.append("U had nog niet opgeslagen tekst bij ", back, ".");
  return line;
}

// Of another meeting, or closed to this reader: then nothing of it is said here.
function linkTo(id, url) {
  const row = document.querySelector(`[data-agendapunt="${CSS.escape(id ?? "")}"]`);
  if (!row || !url) return undefined;
  const link = document.createElement("a");
  link.href = `${url}?punt=${id}`;
  link.textContent = row.querySelector(".agendalijst__naam").lastChild.textContent.trim();
  return link;
}
showKept();
// A live note that was left behind goes on sending (samen.js).
document.addEventListener("ot:bewaard", showKept);
