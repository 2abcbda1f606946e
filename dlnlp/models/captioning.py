"""Image captioning: an encoder of images; the decoder is that of any sequence."""

import numpy as np

from dlnlp.arrays import Array, check_size
from dlnlp.models.encoder import States
from dlnlp.nn.conv import Conv2d, MaxPool2d, check_images
from dlnlp.nn.functional import relu
from dlnlp.nn.linear import Linear
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.sequential import Sequential


class ImageEncoder(Module):
    """Convolutional encoder: it looks at images.   (N, 3, Y, X) -> (N, S, H)

    Two convolutions, each with a max-pooling, make a feature map of a quarter of the
    rows and columns: at each of its S = Y/4 X/4 places H numbers say what is there. The
    decoder's layer begins from a state that is computed from the whole map (Vinyals et
    al. 2015), and it can attend to the map's places as to the words of a sentence (Xu
    et al. 2015). So Seq2Seq(ImageEncoder(…), AttentionDecoder(…)) captions images.

    rows, columns  Y and X of all images: multiples of 4
    filters        F of the first convolution; the second has H

    ValueError: sizes below 1; rows or columns that do not divide by 4.
    """

    def __init__(
        self,
        rows: int,
        columns: int,
        hidden: int,
        *,
        rng: np.random.Generator,
        filters: int = 16,
    ):
        rows, columns = check_size(rows, "rows"), check_size(columns, "columns")
        if rows % 4 or columns % 4:
            raise ValueError(
                f"images of {rows} rows and {columns} columns cannot be halved twice"
            )
        hidden = check_size(hidden, "hidden")
        self.size = rows, columns
        self.convolutions = Sequential(
            Conv2d(3, filters, 3, padding=1, rng=rng),  # (N, F, Y, X)
            relu,
            MaxPool2d(2),  # (N, F, Y/2, X/2)
            Conv2d(filters, hidden, 3, padding=1, rng=rng),  # (N, H, Y/2, X/2)
            relu,
            MaxPool2d(2),  # (N, H, Y/4, X/4)
        )
        places = rows // 4 * (columns // 4)
        self.to_state = Linear(places * hidden, 2 * hidden, rng=rng)

    def __call__(
        self,
        images: Array,
        mask: None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, States], Backward]:
        """Look at N images: (encoded, last), backward. Calls are those of `Encoder`.

        images  (N, 3, Y, X) floats; red, green and blue, from 0 to 1
        encoded   (N, S, H), what is at each place, row after row
        last      ((h, c),), the state that a decoder of one layer begins with

        backward(dencoded, dlast=None) -> dimages

        ValueError: no images, or of another size, or not of floats; a mask.
        """
        images = np.asarray(images)
        if check_images(images, 3)[2:] != self.size or len(images) == 0:
            raise ValueError(
                f"the images are {images.shape}; they must be "
                f"(N, 3, {self.size[0]}, {self.size[1]}), N at least 1"
            )
        if mask is not None:
            raise ValueError("an image has no padding that a mask could leave out")
        feature_map, through_convolutions = self.convolutions(images)
        N, H = feature_map.shape[:2]
        encoded = feature_map.reshape(N, H, -1).swapaxes(1, 2)  # (N, S, H)
        a, through_linear = self.to_state(encoded.reshape(N, -1))  # (N, 2H)
        h, c = np.tanh(a[:, :H]), a[:, H:]

        def backward(dencoded: Array, dlast: States | None = None) -> Array:
            if dlast is not None:
                dh, dc = dlast[0]
                da = np.concatenate([dh * (1 - h * h), dc], axis=1)
                dencoded = dencoded + through_linear(da).reshape(dencoded.shape)
            dmap = dencoded.swapaxes(1, 2).reshape(feature_map.shape)
            dimages: Array = through_convolutions(dmap)
            return dimages

        return (encoded, ((h, c),)), backward
