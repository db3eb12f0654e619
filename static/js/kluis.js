// Where this browser keeps what was typed and not saved: for one person only. What lies on the disk is encrypted with a key
// that only the pages of that person hold, so a computer left without signing out tells the next one nothing.
export const user = document.body.dataset.wie || "";
export const MAX_AGE = 7 * 24 * 3600 * 1000;

// Without https a browser does not encrypt: then it stays in the tab and ends with it.
const secret = user && crypto.subtle
  ? crypto.subtle.importKey("raw", toBytes(document.body.dataset.sleutel), "AES-GCM", false, ["encrypt", "decrypt"])
  : null;
export const survives = Boolean(secret);
export const store = secret ? localStorage : sessionStorage;

export function toBytes(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

export function toText(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

export async function seal(text) {
  if (!secret) return text;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await secret, new TextEncoder().encode(text));
  return toText([...iv, ...new Uint8Array(sealed)]);
}

export async function unseal(text) {
  if (!secret) return text;
  const bytes = toBytes(text);
  const plain = { name: "AES-GCM", iv: bytes.slice(0, 12) };
  return new TextDecoder().decode(await crypto.subtle.decrypt(plain, await secret, bytes.slice(12)));
}

export const read = (key) => JSON.parse(store.getItem(key) || "null");

// Somebody else's text has no business here, nor has what was forgotten.
export function forgetOthers(kind) {
  if (!user) return;
  for (const key of Object.keys(store)) {
    if (!key.startsWith(kind)) continue;
    if (!key.startsWith(`${kind}${user}:`) || !(Date.now() - read(key)?.op < MAX_AGE)) store.removeItem(key);
  }
}
