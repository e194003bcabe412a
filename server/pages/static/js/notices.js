// Sentences to whoever sits at the page. The words are the page's own: <template id="say-NAME"> holds each.

/** words is a fresh copy of what a template says. */
export function words(name) {
  return document.getElementById(`say-${name}`)?.content.firstElementChild.cloneNode(true);
}

/** tell shows a sentence above the page until hush; it returns what is shown. */
export function tell(name) {
  const place = document.getElementById("notices");
  const shown = place?.querySelector(`[data-notice=${name}]`);
  if (shown || !place) return shown;
  const made = words(name);
  if (!made) return undefined;
  made.dataset.notice = name;
  place.append(made);
  return made;
}

/** hush takes a sentence away. */
export function hush(name) {
  document.querySelector(`#notices [data-notice=${name}]`)?.remove();
}
