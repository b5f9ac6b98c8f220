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
  if (!all.checked && !these.checked) all.checked = true;
  // The ticks stay in sight when "all" is chosen, but they are not sent: the form must not say two things.
  list.closest("form").addEventListener("submit", () => {
    if (all.checked) for (const box of boxes) box.disabled = true;
  });
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (all.checked) for (const box of boxes) delete detail.parameters[box.name];
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
    if (!none.hidden && wanted.includes("/")) list.querySelector("[name=wanted]").value = search.value.trim();
    none.querySelector("span").textContent = none.dataset.none.replace("{search}", search.value.trim());
  };
  search.addEventListener("input", filter);
  search.addEventListener("change", (event) => event.stopPropagation()); // it chooses nothing
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  none.querySelector("button").addEventListener("click", () => {
    search.value = "";
    filter();
    search.focus();
  });
}

// Enter in the field for a repository asks for it, and sends nothing else.
for (const wanted of document.querySelectorAll("[name=wanted]")) {
  wanted.addEventListener("change", (event) => event.stopPropagation());
  wanted.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    wanted.form.querySelector("[name=ask]").click();
  });
}

// A newcomer's time zone is the browser's, unless they chose one.
const fresh = document.querySelector("[data-guess-zone]");
if (fresh) {
  const { time_zone: select, zone_from: from } = fresh.elements;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !from.value && !document.querySelector("#errors")) {
    if (![...select.options].some((option) => option.value === zone)) select.prepend(new Option(zone.replaceAll("_", " "), zone));
    select.value = zone;
    from.value = "browser";
    fresh.querySelector("[data-place]").textContent = select.selectedOptions[0].text.replace(/ ?[(（].*|^.*\//g, "");
    fresh.querySelector("[data-guessed]").hidden = false;
  }
  select.addEventListener("change", () => {
    from.value = "reader";
  });
}

// Where all time zones were asked for, the button has done its work.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "id_time_zone") return;
  document.querySelector("#all-zones").hidden = true;
  detail.target.focus();
});

// The address stands twice on the page, and is one.
const addresses = [...document.querySelectorAll("[name=email]")];
for (const written of addresses) {
  written.value ||= addresses[0].value;
  written.addEventListener("input", () => {
    for (const other of addresses) other.value = written.value;
  });
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

// On a phone a bar leads on while neither field for the address is in view.
const bar = document.querySelector("[data-bar]");
if (bar) {
  const inView = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) inView[isIntersecting ? "add" : "delete"](target);
    bar.hidden = inView.size > 0;
  });
  for (const address of addresses) watch.observe(address);
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
