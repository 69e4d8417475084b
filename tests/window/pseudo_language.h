// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QTranslator>

class QWidget;

/// Puts every translated text into ⟦…⟧ and makes it longer by 30 %: what has no brackets was not translated, and what is clipped
/// would be clipped in a longer language.
class PseudoLanguage : public QTranslator {
    Q_OBJECT
public:
    using QTranslator::QTranslator;
    QString translate(const char *context, const char *source, const char *disambiguation, int n) const override;
    bool isEmpty() const override { return false; }
};

/// Texts of visible widgets and of all actions below `root` that did not go through a translator.
QStringList untranslatedTexts(QWidget *root);
/// Visible labels, buttons and check boxes below `root` that are smaller than their text.
QStringList clippedTexts(QWidget *root);
/// Visible controls below `root` that a screen reader could not name.
QStringList namelessControls(QWidget *root);
