// What a tab that is gone could not send of a live note goes as soon as a page with a note is open (samen.js); on any other page
// this says so, with the way to one.
import { user } from "./kluis.js";
import { listOrphans } from "./samen_opslag.js";

const AFTER = 2000; // the page that was left may be letting go of what it sent

const bar = document.getElementById("melding");
if (user && bar && !document.querySelector("script[data-samen]")) setTimeout(tell, AFTER);

async function tell() {
  const [punt] = await listOrphans().catch(() => []);
  if (!punt || bar.childElementCount || document.getElementById("slot")?.childElementCount) return;
  const line = document.createElement("p");
  line.dataset.lang = "";
  const link = document.createElement("a");
  link.href = `/overleggen/punten/${punt}/notitie`;
  link.textContent = "Verzend die nu";
  line.append("U hebt tekst die nog niet is verzonden. ", link, ".");
  bar.replaceChildren(line);
}
