// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <string>
#include <vector>

class QLabel;
class QLineEdit;

namespace interleave::widgets {

/// Edits a program and its arguments in one line; below it, which words that makes.
class WordsEditor : public QWidget {
    Q_OBJECT
public:
    explicit WordsEditor(QWidget *parent = nullptr);

    void showWords(const std::vector<std::string> &words);
    void retranslateUi(const QString &what, const QString &help);

Q_SIGNALS:
    void edited(const std::vector<std::string> &words);

private:
    void take(const QString &text);
    void tidy();
    void describe();

    std::vector<std::string> m_words;
    bool m_open = false;
    QLineEdit *m_line;
    QLabel *m_read;
};

} // namespace interleave::widgets
