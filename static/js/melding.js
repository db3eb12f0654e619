// The browser's own notification: only for who asked for it on this device, without content, and only when nobody looks.
const KEY = "tafel:melding:" + document.body.dataset.wie;
const WORDS = {
  "bericht.vraag": "Nieuwe vraag voor u of uw team",
  "bericht.antwoord": "Antwoord op uw vraag",
  "verwijzing.nieuw": "Nieuwe verwijzing voor uw team",
  "verwijzing.terug": "Terugkoppeling op een verwijzing",
};
const MORE = { bericht: "Nieuw bericht voor u of uw team", verwijzing: "Nieuws over een verwijzing" };
const tabs = new BroadcastChannel("overlegtafel:melding");
let watched = false;

tabs.addEventListener("message", ({ data }) => {
  if (data === "wie kijkt?" && !document.hidden) tabs.postMessage("ik");
  if (data === "ik") watched = true;
});

const can = "Notification" in window && "locks" in navigator;
const isOn = () => can && Notification.permission === "granted" && localStorage.getItem(KEY) === "aan";
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Whether it is for this person. That something changed with a referral is not always; then the badge says so.
export const isNews = (kind) => kind in WORDS || kind === "bericht";

// What it is, without a name; several things at once are of the kind of the first.
export function say(kinds, soort) {
  const [kind, ...more] = kinds;
  return (!more.length && WORDS[kind]) || MORE[soort];
}

// Of all tabs that hear the same event one gets the lock; the others find it taken, and leave it at that.
export function notify(text) {
  if (!isOn()) return;
  navigator.locks.request("tafel:melding", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    watched = false;
    tabs.postMessage("wie kijkt?");
    await pause(300);
    if (!watched && document.hidden) show(text);
    await pause(1000);
  });
}

function show(text) {
  const notification = new Notification("Overlegtafel", { body: text, tag: "overlegtafel", lang: "nl" });
  notification.addEventListener("click", () => {
    window.focus();
    notification.close();
  });
}

// The switch on the account page.
const part = document.querySelector("[data-melding]");

function draw() {
  const state = !can ? "kan-niet" : Notification.permission === "denied" ? "geweigerd" : isOn() ? "aan" : "uit";
  for (const shown of part.querySelectorAll("[data-staat]")) shown.hidden = shown.dataset.staat !== state;
}

if (part) {
  part.querySelector("[data-staat=uit] button").addEventListener("click", async () => {
    if ((await Notification.requestPermission()) === "granted") localStorage.setItem(KEY, "aan");
    draw();
    part.querySelector("[data-staat=aan]:not([hidden]) button")?.focus();
  });
  part.querySelector("[data-staat=aan] button").addEventListener("click", () => {
    localStorage.removeItem(KEY);
    draw();
    part.querySelector("[data-staat=uit]:not([hidden]) button")?.focus();
  });
  draw();
}
