// The code of an embed is copied by a button. Without it the code is selected by hand.
const code = document.getElementById("embed-code");
const button = document.querySelector(".embed-ways button");
const status = document.querySelector(".embed-ways [role=status]");
const form = document.querySelector(".embed-maker form");

button.addEventListener("click", async () => {
  code.select();
  try {
    await navigator.clipboard.writeText(code.value);
    status.textContent = button.dataset.done;
  } catch {
    // No clipboard without https, or none allowed: the text is chosen, and copied by the keys.
  }
});
button.hidden = false;

// What isn't said goes without saying: the address of the page stays short.
form.addEventListener("formdata", ({ formData }) => {
  for (const name of ["theme", "height"]) if (!formData.get(name)) formData.delete(name);
});
