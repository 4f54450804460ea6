// Clicks, choices and forms.
import { complain, part, send } from "./wire.js";

function confirmed(words) {
  const dialog = part("confirm");
  dialog.querySelector("h2").textContent = words.title;
  // Rendered by the server from mrkdwn, as the messages are.
  dialog.querySelector("p").innerHTML = words.text;
  const yes = dialog.querySelector("[value=yes]");
  yes.textContent = words.yes;
  yes.className = words.style;
  dialog.querySelector("[value=no]").textContent = words.no;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

function valueOf(control) {
  const kind = control.dataset.kind;
  const field = control.querySelector("input, select, textarea");
  const checked = [...control.querySelectorAll("input:checked")].map((box) => box.value);
  if (kind === "checkboxes") return checked;
  if (kind === "radio_buttons") return checked[0] ?? null;
  if (kind === "multi_external_select") return field.value.split(",").map((word) => word.trim()).filter(Boolean);
  if (kind.startsWith("multi_")) return [...field.selectedOptions].map((option) => option.value);
  if (!field.value) return null;
  if (kind === "datetimepicker") return Math.floor(new Date(`${field.value}Z`) / 1000);
  if (kind === "rich_text_input") return richText(field.value);
  return field.value;
}

function richText(text) {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

async function act(element, name, more) {
  const { where, block, action, confirm } = element.dataset;
  if (confirm && !(await confirmed(JSON.parse(confirm)))) return;
  element.disabled = true;
  await send(name, { where, block, action, ...more });
  element.disabled = false;
}

async function clicked(event) {
  const button = event.target.closest("button");
  if (!button) return;
  const { action, option, url, reply, break: words } = button.dataset;
  if (button.id === "close") await closeForm();
  else if (words) await send("break", { words });
  else if (reply) document.dispatchEvent(new CustomEvent("reply", { detail: reply }));
  else if ("apply" in button.dataset) await choose(button.closest(".control"));
  else if (action && option !== undefined) await act(button, "pick", { option });
  else if (action) {
    if (url) window.open(url, "_blank", "noreferrer");
    await act(button, "press", {});
  }
}

async function choose(control) {
  const option = valueOf(control);
  if (option !== null) await act(control, "pick", { option });
}

async function changed(event) {
  const { breaks } = event.target.dataset;
  if (breaks) await send("break", { words: `${breaks} ${event.target.value}` });
  const control = event.target.closest(".control");
  if (control && !control.dataset.input && !event.target.multiple) await choose(control);
}

async function suggest(event) {
  if (!("suggests" in event.target.dataset)) return;
  const { action } = event.target.closest(".control").dataset;
  const { options = [] } = await send("suggest", { action, typed: event.target.value });
  event.target.list.replaceChildren(...options.map(({ value, text }) => Object.assign(document.createElement("option"), { value, label: text })));
}

async function closeForm() {
  part("view")?.close();
  await send("close", {});
}

async function submitted(event) {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (form.id === "fill") await submitForm(form);
  if (form.id === "break") {
    const { message } = await send("break", { words: form.elements.words.value });
    if (!message) form.reset();
  }
  if (form.className === "change") {
    const { hosts, paths } = form.elements;
    await send("break", { words: `route ${form.dataset.route} hosts=${quoted(hosts.value)} paths=${quoted(paths.value)}` });
  }
}

const quoted = (text) => `'${text.replaceAll("'", `'"'"'`)}'`;

async function submitForm(form) {
  const controls = [...form.querySelectorAll(".control[data-input]")];
  const { errors = {}, trouble, message } = await send("submit", { values: Object.fromEntries(controls.map((c) => [c.dataset.block, valueOf(c)])) });
  for (const control of controls) {
    const field = part(control.dataset.input);
    const words = errors[control.dataset.block] ?? "";
    part(`${control.dataset.input}-wrong`).textContent = words;
    part(`${control.dataset.input}-wrong`).hidden = !words;
    field.setAttribute("aria-invalid", Boolean(words));
  }
  const whole = errors[""] || trouble || message || "";
  part("view-wrong").textContent = whole;
  part("view-wrong").hidden = !whole;
  form.querySelector("[aria-invalid=true]")?.focus();
  // What is wrong with the form is said in the form.
  complain("");
}

export function listen() {
  document.addEventListener("click", clicked);
  document.addEventListener("change", changed);
  document.addEventListener("input", suggest);
  document.addEventListener("submit", submitted);
  // Escape closes a form as its own button does, so that the app hears of it.
  document.addEventListener("cancel", (event) => { if (event.target.id === "view") { event.preventDefault(); closeForm(); } }, true);
  document.addEventListener("toggle", (event) => {
    if (event.target.className === "overflow" && event.target.open)
      for (const other of document.querySelectorAll("details.overflow[open]")) if (other !== event.target) other.open = false;
  }, true);
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.overflow[open]");
    if (event.key === "Escape" && menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
}
