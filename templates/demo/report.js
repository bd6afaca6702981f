"use strict";
// A frame is as high as its letter; nothing in it can run, so the page may look inside.
const fitted = new ResizeObserver((entries) => entries.forEach((entry) => fit(entry.target)));
const fit = (frame) => {
  const inside = frame.contentDocument;
  if (inside && inside.body) frame.style.height = `${inside.body.scrollHeight + 4}px`;
};
document.querySelectorAll("iframe").forEach((frame) => {
  frame.addEventListener("load", () => fit(frame));
  fitted.observe(frame);
});

// A place on a page and its value light up together.
const partners = (from) => {
  const form = from.closest(".form");
  if (!form) return [];
  const paths = from.dataset.path ? [from.dataset.path] : from.dataset.fields.split(" ");
  return [
    ...[...form.querySelectorAll("tr[data-path]")].filter((row) => paths.includes(row.dataset.path)),
    ...[...form.querySelectorAll(".place")].filter((place) => place.dataset.fields.split(" ").some((path) => paths.includes(path))),
  ];
};
const light = (event, on) => {
  const from = event.target.closest && event.target.closest(".place, tr[data-path]");
  if (from) partners(from).forEach((one) => one.classList.toggle("lit", on));
};
document.addEventListener("mouseover", (event) => light(event, true));
document.addEventListener("mouseout", (event) => light(event, false));

// A page opens large.
const large = document.getElementById("large");
document.addEventListener("click", (event) => {
  const sheet = event.target.closest(".sheet");
  if (sheet && !large.contains(sheet)) {
    large.querySelector("div").replaceChildren(sheet.cloneNode(true));
    large.showModal();
  } else if (event.target === large || event.target.closest("#large button")) {
    large.close();
  }
});
