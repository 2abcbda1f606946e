/* Marks, of all elements with words of their own that look alike, the first: the others
   have the same contrast. Of a link's words the link is marked. */
() => {
    const grounds = new Map([[null, ""]]);
    const ground = (e) => {
        if (!grounds.has(e)) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(e);
            const own = [
                backgroundColor === "rgba(0, 0, 0, 0)" ? "" : backgroundColor,
                backgroundImage === "none" ? "" : backgroundImage,
                opacity === "1" ? "" : opacity,
            ].join("");
            const below = ground(e.parentElement);
            grounds.set(e, own ? `${below} ${own}` : below);
        }
        return grounds.get(e);
    };
    const look = (e) => {
        const style = getComputedStyle(e);
        const link = e.closest("a");
        return [
            e.localName, style.color, style.fontSize, style.fontWeight,
            style.textDecorationLine, style.textShadow, ground(e),
            link && getComputedStyle(link.parentElement).color,
        ].join();
    };
    const speaks = (e) => [...e.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.data.trim()
    );
    const known = new Set();
    for (const e of document.querySelectorAll("[data-alike]")) delete e.dataset.alike;
    for (const e of document.body.querySelectorAll("*")) {
        if (!speaks(e) || !e.checkVisibility({ visibilityProperty: true })) continue;
        if (!known.has(look(e))) (e.closest("a") ?? e).dataset.alike = "";
        known.add(look(e));
    }
}
