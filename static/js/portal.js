/* Comfort only: every page works without this file. */
(() => {
  "use strict";
  const all = (selector, work) => document.querySelectorAll(selector).forEach(work);

  all(".errors", (box) => box.focus());

  // A button that ticks every box of its group.
  all("[data-tick-all]", (group) => {
    const boxes = [...group.querySelectorAll("input[type=checkbox]")];
    if (boxes.length < 2) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = group.dataset.tickAll;
    button.addEventListener("click", () => boxes.forEach((box) => { box.checked = true; }));
    let place = group.querySelector(":scope > .hint");
    if (!place) {
      place = document.createElement("p");
      place.className = "hint";
      group.querySelector(".choices").before(place);
    }
    place.append(" ", button);
  });

  all("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  all("[data-copy]", (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    said.className = "meta";
    button.after(said);
    button.addEventListener("click", async () => {
      const words = document.querySelector(button.dataset.copy).textContent.trim();
      try {
        await navigator.clipboard.writeText(words);
        said.textContent = button.dataset.copied || "";
      } catch { button.hidden = true; }
    });
  });

  // Cover the screen when somebody walks up. Without this file the link goes to the home page.
  all("[data-cover]", (link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    const cover = document.createElement("dialog");
    const words = document.createElement("p");
    const button = document.createElement("button");
    const title = document.title;
    cover.className = "cover";
    words.textContent = link.dataset.coverWords;
    button.className = "button";
    button.textContent = link.dataset.coverButton;
    button.addEventListener("click", () => cover.close());
    cover.addEventListener("close", () => { cover.remove(); document.title = title; link.focus(); });
    cover.append(words, button);
    document.body.append(cover);
    document.title = link.dataset.coverWords;
    cover.showModal();
  }));

  // Leaving at once: clear the draft, then put the other page in the place of this one, so that "back" does not show it.
  all("[data-leave]", (part) => part.addEventListener("click", (event) => {
    const there = part.dataset.leave || part.href;
    if (!there) return;
    event.preventDefault();
    document.body.hidden = true;
    const go = () => location.replace(there);
    if (!part.form) return go();
    setTimeout(go, 800);
    fetch(part.form.action, { method: "POST", body: new FormData(part.form), redirect: "manual", keepalive: true }).finally(go);
  }));

  // What takes a while is looked at again by itself; when it is over, its page comes anew.
  all("[data-again]", (part) => {
    const again = async () => {
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = page.querySelector("[data-again]");
        if (!now || answer.redirected) return location.reload();
        part.replaceChildren(...now.childNodes);
      } catch { /* the next look may go better */ }
      setTimeout(again, part.dataset.again * 1000);
    };
    setTimeout(again, part.dataset.again * 1000);
  });

  // A second press of the button within the same sending is let go; the button itself never goes dead.
  let sent = null;
  document.addEventListener("submit", (event) => {
    if (sent === event.target) event.preventDefault();
    else if (event.target.method === "post") { sent = event.target; setTimeout(() => { sent = null; }, 4000); }
  });
  addEventListener("pageshow", () => { sent = null; document.body.hidden = false; });
})();
