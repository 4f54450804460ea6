// The message box: sends, completes commands and names, remembers what was sent, and writes into threads.
import { part, place, send } from "./wire.js";

const OFFERED = 8;

export function box(form) {
  const text = part("text");
  const list = part("offers");
  const hint = part("hint");
  const usual = hint.innerHTML;
  let known = { verbs: [], commands: [], apps: [], names: [] };
  let offers = [];
  let chosen = -1;
  let thread = "";
  const sent = [];
  let back = 0;

  const learn = async () => {
    const response = await fetch(`/page/hints?${place()}`);
    if (response.ok) known = await response.json();
  };

  function show() {
    list.replaceChildren(...offers.map((offer, number) => row(offer, number)));
    list.hidden = !offers.length;
    text.setAttribute("aria-expanded", Boolean(offers.length));
    if (chosen >= 0) text.setAttribute("aria-activedescendant", `offer-${chosen}`);
    else text.removeAttribute("aria-activedescendant");
    const words = usage(text.value, known);
    if (words) hint.textContent = words;
    else hint.innerHTML = usual;
  }

  function row(offer, number) {
    const node = document.createElement("div");
    node.id = `offer-${number}`;
    node.setAttribute("role", "option");
    node.setAttribute("aria-selected", number === chosen);
    const [word, meaning] = [document.createElement("b"), document.createElement("span")];
    word.textContent = offer.shown;
    meaning.textContent = offer.meaning;
    node.append(word, meaning);
    node.addEventListener("mousedown", (event) => { event.preventDefault(); take(offer); });
    return node;
  }

  function propose() {
    offers = found(text.value, known).slice(0, OFFERED);
    chosen = -1;
    show();
  }

  function take(offer) {
    text.value = `${text.value.slice(0, text.value.length - offer.typed.length)}${offer.word} `;
    text.focus();
    propose();
  }

  function dismiss() {
    offers = [];
    chosen = -1;
    show();
  }

  function remember(step) {
    back = Math.min(Math.max(back + step, 0), sent.length);
    text.value = back ? sent[sent.length - back] : "";
    dismiss();
  }

  function answer(ts) {
    thread = ts;
    part("thread").hidden = !ts;
    text.focus();
  }

  text.addEventListener("focus", learn, { once: true });
  text.addEventListener("input", propose);
  text.addEventListener("blur", dismiss);
  text.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && offers.length) chosen = (chosen + step + offers.length + (chosen < 0 && step < 0 ? 1 : 0)) % offers.length;
    else if (step) return remember(-step);
    else if (event.key === "Tab" && offers.length && !event.shiftKey) { event.preventDefault(); return take(offers[Math.max(chosen, 0)]); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); return take(offers[chosen]); }
    else if (event.key === "Escape" && offers.length) return dismiss();
    else if (event.key === "Escape" && thread) return answer("");
    else return undefined;
    event.preventDefault();
    return show();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return;
    sent.push(words);
    back = 0;
    text.value = "";
    dismiss();
    part("talk").scrollTop = part("talk").scrollHeight;
    await send("say", { text: words, thread });
    learn();
  });
  part("leave-thread").addEventListener("click", () => answer(""));
  document.addEventListener("reply", (event) => answer(event.detail));
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input, textarea, select, dialog");
    if (event.key === "/" && !writes && !event.ctrlKey && !event.metaKey) { event.preventDefault(); text.value = "/"; text.focus(); propose(); }
  });
  learn();
}

// What may stand where the cursor is; `typed` is the part that is there already.
function found(line, known) {
  const typed = line.split(/\s+/).at(-1);
  const begins = (word, part = typed) => word.toLowerCase().startsWith(part.toLowerCase()) && word !== part;
  const offer = (word, meaning = "", shown = word, part = typed) => ({ typed: part, word, meaning, shown });
  if (/^\/\S*$/.test(line))
    return known.commands.filter(({ command }) => begins(command)).map(({ command, description, usage_hint: usage }) => offer(command, description, `${command} ${usage}`));
  if (/^[@#]/.test(typed)) return known.names.filter((name) => begins(name)).map((name) => offer(name));
  if (!line.startsWith("/")) return [];
  const [, command, rest] = /^(\S+)\s+(.*)$/s.exec(line);
  const mine = known.verbs.filter((one) => one.command === command);
  const asked = /^help\s+(.*)$/.exec(rest);
  if (asked) return mine.filter(({ verb }) => begins(verb, asked[1]) && verb !== "help").map(({ verb, meaning }) => offer(verb, meaning, verb, asked[1]));
  const one = spoken(mine, rest);
  if (!one) return mine.filter(({ verb }) => begins(verb, rest)).map(({ verb, usage, meaning }) => offer(verb, meaning, usage, rest));
  if (typed.startsWith("-")) return one.words.filter(([word]) => begins(word.split(" ")[0])).map(([word, meaning]) => offer(word.split(" ")[0], meaning, word));
  const given = rest.slice(one.verb.length + 1);
  return /\s/.test(given) ? [] : known.apps.filter((name) => begins(name)).map((name) => offer(name, "in the mesh"));
}

// The verb that is typed whole: the longest, as `route add` is none without its second word.
function spoken(verbs, rest) {
  return verbs.filter(({ verb }) => rest.startsWith(`${verb} `)).sort((one, other) => other.verb.length - one.verb.length)[0];
}

// The hint below the box: how the verb that is typed is used.
function usage(line, known) {
  const command = line.split(/\s/)[0];
  const declared = line.startsWith("/") && known.commands.find((hint) => hint.command === command);
  if (!declared) return "";
  const one = spoken(known.verbs.filter((hint) => hint.command === command), `${line.slice(command.length).trim()} `);
  return one ? `${one.command} ${one.usage} · ${one.meaning}` : `${declared.command} ${declared.usage_hint}`;
}
