"""The demo shop: a kiryana with ninety days of believable trade."""
