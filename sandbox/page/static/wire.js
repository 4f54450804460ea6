// The way to the sandbox and the few words it answers with.
export const part = (id) => document.getElementById(id);
export const place = () => new URLSearchParams({ as: document.body.dataset.as, channel: document.body.dataset.channel });

export function complain(words) {
  const trouble = part("trouble");
  trouble.textContent = words;
  trouble.hidden = !words;
}

export async function send(act, given) {
  const { as, channel } = document.body.dataset;
  try {
    const response = await fetch(`/page/${act}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as, channel, ...given }),
    });
    const answer = await response.json();
    complain(response.ok ? answer.trouble ?? "" : answer.message);
    return answer;
  } catch {
    complain("The sandbox does not answer.");
    return {};
  }
}
