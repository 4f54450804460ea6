// Puts the page together: keeps its parts current, and sends what a person does.
import { listen } from "./acts.js";
import { box } from "./box.js";
import { renew } from "./renew.js";
import { complain, part, place, send } from "./wire.js";

const here = document.body.dataset;

async function refresh(name) {
  const response = await fetch(`/page/part/${name}?${place()}`);
  if (!response.ok) return;
  const node = part(name);
  const atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 80;
  const changed = renew(node, await response.text());
  if (name === "form") showForm();
  if (name !== "talk") return;
  if (atEnd) node.scrollTop = node.scrollHeight;
  changed.forEach((article) => article.classList.add("fresh"));
}

function showForm() {
  const view = part("view");
  if (view && !view.open) view.showModal();
}

function showPane(name) {
  here.pane = name;
  for (const button of document.querySelectorAll(".panes button")) button.setAttribute("aria-pressed", button.dataset.pane === name);
}

for (const button of document.querySelectorAll(".panes button")) button.addEventListener("click", () => showPane(button.dataset.pane));

// Several changes at once are one refresh, and a refresh under way is followed by another.
const waiting = new Map();
function soon(name) {
  const last = waiting.get(name) ?? Promise.resolve();
  if (last.next) return;
  const turn = last.then(() => { turn.next = false; return refresh(name); }).catch(() => {});
  turn.next = true;
  waiting.set(name, turn);
}

const changes = new EventSource("/page/changes");
for (const name of ["talk", "form", "apps", "kong", "breaking", "requests"]) changes.addEventListener(name, () => soon(name));
changes.onerror = () => complain("The sandbox does not answer. This page goes on by itself when it is back.");
changes.onopen = () => complain("");

listen();
if (part("say")) box(part("say"));
showForm();
part("talk").scrollTop = part("talk").scrollHeight;
if (here.channel === "home") send("home", {});
here.ready = "yes";
