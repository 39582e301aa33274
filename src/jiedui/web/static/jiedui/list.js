// Lists: fields that are empty are not asked for.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "list-form") return;
  const parameters = event.detail.parameters;
  for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
});
