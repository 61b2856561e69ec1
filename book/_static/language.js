/* Leads to the same place of the page in another language, and remembers the choice for the front page. Without this
   script the links lead to the top of the page. Ids of places are the same in all languages. */
(() => {
  const places = ".bd-article section[id], .bd-article dt[id], .bd-article figure[id]";

  function inView() {
    const above = [...document.querySelectorAll(places)].filter((place) => place.getBoundingClientRect().top < 120);
    return window.scrollY > 0 && above.length ? above.at(-1).id : "";
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const link of document.querySelectorAll(".languages a")) {
      link.addEventListener("click", () => {
        link.hash = inView();
        try {
          localStorage.setItem("book-language", link.hreflang);
        } catch {
          // a browser that stores nothing asks again by its own language
        }
      });
    }
  });
})();
