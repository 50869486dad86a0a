// Passkeys: asks the server what to ask the browser, and hands the browser's answer to the server.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const WORDS = {
  NotAllowedError: "Ключем не скористалися. Спробуйте ще раз або оберіть інший спосіб.",
  InvalidStateError: "Ключ цього пристрою вже додано.",
  SecurityError: "Адреса в браузері не та, для якої працюють ключі порталу.",
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    use(form);
  });
}

async function use(form) {
  const button = form.querySelector("button");
  const status = form.querySelector("[data-status]");
  button.disabled = true;
  status.textContent = "Підтвердьте на своєму пристрої…";
  try {
    const options = decoded(await post(form, form.dataset.asks));
    const key = await navigator.credentials[form.dataset.passkey]({ publicKey: options });
    const { redirect } = await post(form, form.dataset.answers, encoded(key));
    location.assign(redirect);
  } catch (error) {
    status.textContent = WORDS[error.name] ?? error.message;
    button.disabled = false;
    button.focus();
  }
}

async function post(form, address, body = {}) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error("Немає зв’язку: спробуйте ще раз.");
  }
  // A page instead of an answer: the time has run out, or the password is asked for once more.
  if (response.redirected) {
    location.assign(response.url);
    return new Promise(() => {});
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? "Сервер не відповів: спробуйте ще раз.");
  return answer;
}

function decoded(options) {
  const keys = (list = []) => list.map((key) => ({ ...key, id: bytes(key.id) }));
  const known = { ...options, challenge: bytes(options.challenge) };
  if (options.user) known.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) known.excludeCredentials = keys(options.excludeCredentials);
  if (options.allowCredentials) known.allowCredentials = keys(options.allowCredentials);
  return known;
}

function encoded(key) {
  const { response } = key;
  const answer = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = text(response[name]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  return { id: key.id, rawId: text(key.rawId), type: key.type, response: answer };
}
