// What the page sends to the newsroom by itself, and the three ways in which that can fail.

export class SignedOut extends Error {}
export class Away extends Error {}
export class Refused extends Error {}

const tokens = () => document.querySelectorAll("input[name=csrfmiddlewaretoken]");
export const token = () => tokens()[0]?.value ?? "";

async function ask(url, options) {
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Away();
  }
  if (response.redirected && new URL(response.url).pathname.startsWith("/admin/login/")) {
    throw new SignedOut();
  }
  return response;
}

// Signing in again, in another tab, makes the token of this page void: take the new one.
async function renewToken(url) {
  const { token } = await (await ask(url)).json();
  for (const input of tokens()) input.value = token;
}

// Post a FormData; answers the JSON. `tokenUrl` answers {token} to a GET.
export async function post(url, data, tokenUrl, options = {}) {
  for (let attempt = 0; attempt < 2; attempt++) {
    const headers = { "X-CSRFToken": token() };
    const response = await ask(url, { method: "POST", body: data, headers, ...options });
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    if (response.ok && isJson) return response.json();
    if (isJson) throw new Refused((await response.json()).error);
    if (response.status !== 403 || attempt) break;
    await renewToken(tokenUrl);
  }
  throw new Away();
}
