// Keeps the page current, and sends what a person types, clicks and fills in.
const { as, channel } = document.body.dataset;
const place = new URLSearchParams({ as, channel });
const part = (id) => document.getElementById(id);

function complain(words) {
  part("trouble").textContent = words;
  part("trouble").hidden = !words;
}

async function send(act, given) {
  const response = await fetch(`/page/${act}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ as, channel, ...given }),
  });
  const answer = await response.json();
  complain(response.ok ? "" : answer.message);
  return answer;
}

async function refresh(id) {
  const node = part(id);
  // A form that is being filled in stays as it is.
  if (node.querySelector("#view")?.contains(document.activeElement)) return;
  const open = [...node.querySelectorAll("details[open]")].map((details) => details.id);
  const atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 80;
  const response = await fetch(`/page/${id}?${place}`);
  if (!response.ok) return;
  node.innerHTML = await response.text();
  open.forEach((name) => part(name)?.setAttribute("open", ""));
  if (id === "talk" && atEnd) node.scrollTop = node.scrollHeight;
}

function confirmed(words) {
  const dialog = part("confirm");
  dialog.querySelector("h2").textContent = words.title;
  dialog.querySelector("p").textContent = words.text;
  dialog.querySelector("[value=yes]").textContent = words.yes;
  dialog.querySelector("[value=no]").textContent = words.no;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

function valuesOf(form) {
  const names = [...form.elements].filter((field) => field.name);
  return Object.fromEntries(
    names.map((field) => [field.name, field.multiple ? [...field.selectedOptions].map((o) => o.value) : field.value || null]),
  );
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button?.id === "close") await send("close", {});
  if (!button?.dataset.action) return;
  const { ts, block, action, confirm } = button.dataset;
  if (confirm && !(await confirmed(JSON.parse(confirm)))) return;
  button.disabled = true;
  await send("click", { ts, block, action });
  button.disabled = false;
});

document.addEventListener("change", async (event) => {
  const menu = event.target.dataset.choose;
  if (menu && event.target.value) await send("choose", { action: menu, option: event.target.value });
});

document.addEventListener("submit", async (event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  if (event.target.id === "say") {
    const text = part("text").value.trim();
    part("text").value = "";
    if (text) await send("say", { text });
  } else if (event.target.id === "view") {
    const { errors } = await send("submit", { values: valuesOf(event.target) });
    event.target.querySelector(".wrong").textContent = Object.values(errors ?? {}).join(" ");
    if (errors && !Object.keys(errors).length) document.activeElement.blur();
    if (errors && !Object.keys(errors).length) await refresh("talk");
  }
});

const changes = new EventSource("/page/changes");
changes.addEventListener("talk", () => refresh("talk"));
changes.addEventListener("mesh", () => refresh("mesh"));
part("talk").scrollTop = part("talk").scrollHeight;
