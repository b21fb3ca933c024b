// Says in words that a passkey did not work: cancelled, taken away, or not known here.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = document.querySelector("[data-passkey-problem]");
  if (said) said.hidden = false;
});
