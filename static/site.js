// What makes the forms quicker to use; everything works without it.

// A list under "all" or "only these": ticking one chooses "only these", and the count keeps up.
for (const list of document.querySelectorAll("[data-list]")) {
  const [all, these] = list.querySelectorAll("input[type=radio]");
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const count = list.querySelector("[data-count]");

  const tell = () => {
    if (!count) return;
    const text = all.checked ? count.dataset.countAll : count.dataset.count;
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = text.replace("{chosen}", chosen).replace("{all}", boxes.length);
  };
  list.addEventListener("change", (event) => {
    if (event.target.type === "checkbox") these.checked = true;
    tell();
  });
  // The ticks stay in sight when "all" is chosen, but they are not sent: the form must not say two things.
  list.closest("form").addEventListener("submit", () => {
    if (all.checked) for (const box of boxes) box.disabled = true;
  });
  tell();
}

// The search hides rows and never unticks them.
for (const search of document.querySelectorAll("[data-search]")) {
  const list = search.closest("[data-list]");
  const none = list.querySelector("[data-none]");

  const filter = () => {
    const wanted = search.value.trim().toLowerCase();
    for (const row of list.querySelectorAll("[data-row]")) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
    }
    for (const group of list.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-row]:not([hidden])");
    }
    none.hidden = Boolean(list.querySelector("[data-group]:not([hidden])"));
    none.querySelector("span").textContent = none.dataset.none.replace("{search}", search.value.trim());
  };
  search.hidden = false;
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  none.querySelector("button").addEventListener("click", () => {
    search.value = "";
    filter();
    search.focus();
  });
}

// A newcomer's time zone is the browser's, if we know it.
const fresh = document.querySelector("[data-guess-zone]");
if (fresh && !document.querySelector("#errors")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const select = fresh.elements.time_zone;
  if ([...select.options].some((option) => option.value === zone)) select.value = zone;
}

// A form is sent once: the button says so and keeps its width.
for (const button of document.querySelectorAll("[data-busy]")) {
  const words = button.textContent;
  button.form.addEventListener("submit", (event) => {
    if (button.ariaDisabled === "true") return event.preventDefault();
    button.style.minWidth = `${button.offsetWidth}px`;
    button.ariaDisabled = "true";
    button.textContent = button.dataset.busy;
  });
  // Back in history brings the page as it was left.
  addEventListener("pageshow", () => {
    button.ariaDisabled = null;
    button.textContent = words;
    for (const box of button.form.querySelectorAll("input:disabled")) box.disabled = false;
  });
}

// On a phone a bar leads on until the address field is in view. What it counts is the choice that the page began with.
const bar = document.querySelector("[data-bar]");
if (bar) {
  const follow = ([address]) => {
    bar.hidden = address.isIntersecting || address.boundingClientRect.top < 0;
  };
  new IntersectionObserver(follow).observe(document.querySelector("#id_email"));
  bar.closest("form").addEventListener("change", () => {
    bar.querySelector("p").hidden = true;
  });
}

// What was saved, or went wrong, is read first.
document.querySelector("[data-focus]")?.focus();

// The contents list marks the part in sight.
const contents = document.querySelector(".contents");
if (contents) {
  const links = [...contents.querySelectorAll("a")];
  const mark = () => {
    const tops = links.map((link) => document.querySelector(link.hash).getBoundingClientRect().top);
    const inSight = tops.findLastIndex((top) => top < innerHeight / 3);
    links.forEach((link, index) => {
      link.ariaCurrent = index === Math.max(inSight, 0) ? "true" : null;
    });
  };
  addEventListener("scroll", mark, { passive: true });
  mark();
}
