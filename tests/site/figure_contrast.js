/* How well each word of the drawings stands out: its colour against what is painted
   under it. axe does not look into SVG. Returns the words below what WCAG AA asks. */
async () => {
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

  function rgba(colour) {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  }

  function over([r, g, b, a], [R, G, B]) {
    return [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  }

  function luminance(colour) {
    const [r, g, b] = colour.slice(0, 3).map((c) => {
      c /= 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  const pixels = new Map();
  async function pixel(image, x, y) {
    if (!pixels.has(image)) {
      const picture = new Image();
      picture.src = image.href.baseVal;
      await picture.decode();
      const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
      const context = canvas.getContext("2d", { willReadFrequently: true });
      context.drawImage(picture, 0, 0);
      pixels.set(image, context);
    }
    const { canvas } = pixels.get(image);
    const own = new DOMPoint(x, y).matrixTransform(image.getScreenCTM().inverse());
    const at = [
      ((own.x - image.x.baseVal.value) / image.width.baseVal.value) * canvas.width,
      ((own.y - image.y.baseVal.value) / image.height.baseVal.value) * canvas.height,
    ];
    const [r, g, b, a] = pixels.get(image).getImageData(...at.map(Math.floor), 1, 1).data;
    return [r, g, b, a / 255];
  }

  function opacity(element) {
    let product = 1;
    for (; element.localName !== "svg"; element = element.parentElement) {
      product *= getComputedStyle(element).opacity;
    }
    return product;
  }

  /* The colour at a point, of all that was painted before the word. */
  async function ground(word, x, y) {
    const page = rgba(getComputedStyle(document.body).backgroundColor);
    const under = document.elementsFromPoint(x, y).filter(
      (e) => e !== word && word.ownerSVGElement.contains(e) &&
        e.compareDocumentPosition(word) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    let colour = page;
    for (const shape of under.reverse()) {
      const style = getComputedStyle(shape);
      let paint;
      if (shape.localName === "image") paint = await pixel(shape, x, y);
      else if (["path", "rect", "circle"].includes(shape.localName) && style.fill !== "none") paint = rgba(style.fill);
      else continue;
      paint[3] *= style.fillOpacity * opacity(shape);
      colour = over(paint, colour);
    }
    return colour;
  }

  const poor = [];
  for (const figure of document.querySelectorAll("figure.explore svg")) {
    figure.scrollIntoView({ block: "center" });
    for (const word of figure.querySelectorAll("text")) {
      if (!word.textContent.trim()) continue;
      const style = getComputedStyle(word);
      const box = word.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const below = await ground(word, x, y);
      const ink = rgba(style.fill);
      ink[3] *= style.fillOpacity * opacity(word);
      const ratio = contrast(over(ink, below), below);
      if (ratio < 4.5) poor.push(`${word.textContent}: ${ratio.toFixed(2)} (${figure.closest("figure").id})`);
    }
  }
  return poor;
}
