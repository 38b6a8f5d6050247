/* Brings what a page can do without, once all else is there: <div data-fragment="address">. */

for (const place of document.querySelectorAll("[data-fragment]")) {
  fetch(place.dataset.fragment, { headers: { "X-Fragment": "1" }, credentials: "same-origin" })
    .then((response) => (response.ok && !response.redirected ? response.text() : ""))
    .then((text) => place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes))
    .catch(() => {}); // the page is whole without it
}
