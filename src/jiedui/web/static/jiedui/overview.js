// The map: a tile with a link leads to it. The table beside it has the same links for the keyboard.
addEventListener("load", () => {
  for (const element of document.querySelectorAll("[data-leads]")) {
    echarts.getInstanceByDom(element)?.on("click", ({ data }) => { if (data?.link) location.assign(data.link); });
  }
});
