// Makes a part of the page what it should be by changing only what differs, so that focus, open details and half-written words stay.
const OWN = new Set(["open", "class"]);

export function renew(node, html) {
  const wanted = document.createElement("template");
  wanted.innerHTML = html;
  const changed = [];
  children(node, wanted.content, changed);
  return changed;
}

function children(node, wanted, changed) {
  const known = new Map([...node.children].filter((child) => child.id).map((child) => [child.id, child]));
  let at = node.firstChild;
  for (const want of [...wanted.childNodes]) {
    const twin = want.id ? known.get(want.id) : at && !at.id && at.nodeType === want.nodeType && at.nodeName === want.nodeName ? at : null;
    if (!twin) {
      if (want.nodeName === "ARTICLE") changed.push(want);
      node.insertBefore(want, at);
      continue;
    }
    if (twin === at) at = at.nextSibling;
    else node.insertBefore(twin, at);
    become(twin, want, changed);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function become(node, want, changed) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.nodeValue !== want.nodeValue) node.nodeValue = want.nodeValue;
    return;
  }
  if (node.nodeName === "ARTICLE" && node.textContent.replace(/\s+/g, " ") !== want.textContent.replace(/\s+/g, " ")) changed.push(node);
  attributes(node, want);
  children(node, want, changed);
}

function attributes(node, want) {
  // A choice follows the server only when the server has changed its mind.
  if (node.nodeName === "OPTION" && node.hasAttribute("selected") !== want.hasAttribute("selected")) node.selected = want.hasAttribute("selected");
  // What a person has opened stays open, and what was marked as fresh may end its glow.
  const keeps = (name) => name === "open" || (name === "class" && node.nodeName === "ARTICLE");
  for (const { name, value } of want.attributes) if (!keeps(name) && node.getAttribute(name) !== value) node.setAttribute(name, value);
  for (const { name } of [...node.attributes]) if (!OWN.has(name) && !want.hasAttribute(name)) node.removeAttribute(name);
}
